/**
 * Sockets for JDBC drivers that count the received bytes and reserve memory for them, so that a
 * large result cannot fill the heap.
 *
 * <p>{@link io.sonde.targets.jdbc.sockets.CountingSockets} creates the sockets for a driver, {@link
 * io.sonde.targets.jdbc.sockets.ReceivedBytes} counts for one session. When there is no memory
 * left, the socket is closed: the driver fails, and {@code ReceivedBytes} has the reason. Only the
 * thread of the read counts; any thread may close the socket.
 */
@NullMarked
package io.sonde.targets.jdbc.sockets;

import org.jspecify.annotations.NullMarked;
