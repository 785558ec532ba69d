/**
 * Limits the open connections of a listener and closes those that hold resources without using
 * them. To be read in this order: {@link io.sonde.web.connections.Connections} is the entry point;
 * {@code OpenConnections} has the open ones; {@code Eviction} chooses which one is closed for
 * another; {@code Peers} counts those of each client address; {@code HeadLimits} and {@code
 * RequestHeads} limit the heads of requests. {@code CountingOptions}, {@code CountingSelector} and
 * {@code CountedConnection} connect this to Helidon.
 *
 * <p>Helidon 4.4.0 has a limit of its own, {@code max-tcp-connections}, which is turned off here:
 * at the limit it accepts no connection at all, and it loses a permit when a connection ends before
 * its thread begins. This package ends with a Helidon that closes the oldest idle connection at the
 * limit and frees the permit of each connection that ends.
 *
 * <p>Connections are accepted on the thread of their listener and have a virtual thread each. A
 * connection above the limit is refused by an exception, on which Helidon closes it.
 */
@NullMarked
package io.sonde.web.connections;

import org.jspecify.annotations.NullMarked;
