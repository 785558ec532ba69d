/**
 * The bound of a listener's connections: which are open, what each of them is doing, and which one
 * is closed when there are too many.
 *
 * <p>Helidon 4.4.0 takes a permit of {@code max-tcp-connections} before it accepts, so that at its
 * bound nobody is served at all, and it loses the permit of a connection that ends before its
 * thread has begun. So Helidon's bound is off, and {@link io.sonde.web.connections.Connections}
 * takes its place. It uses two extension points of Helidon: the options that are set on each
 * accepted socket, and the selector that makes the handler of a connection.
 *
 * <p>The package ends with a Helidon that accepts connections above its bound, closes the oldest
 * idle one for them, and frees the permit of each connection that ends.
 */
@NullMarked
package io.sonde.web.connections;

import org.jspecify.annotations.NullMarked;
