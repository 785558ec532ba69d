/**
 * JMX over RMI, as a client: the wire protocol of JSR 160 behind {@link
 * io.sonde.targets.jmx.rmi.RmiSession}. It does not depend on the package above it.
 *
 * <p>Read in this order: {@code RmiSession} (the calls), {@code RmiConnection} (login and socket of
 * a session), {@code RmiLogin} and {@code RmiClient} (how a login is made and kept), {@code
 * RmiStream} (one socket), {@code SerialReader} (answers), {@code SerialValues} (objects to
 * values). A session is for one read at a time; any thread may close it. A failed connection is an
 * {@code IOException}, and an exception of the server is an {@code RmiSession.Thrown}.
 *
 * <p>The JDK's own connector ({@code javax.management.remote.rmi}) is not used, because:
 *
 * <ul>
 *   <li>It creates any object that the server sends. Only the serial filter of the whole JVM
 *       ({@code jdk.serialFilter}) can refuse some, and Helidon 4.4.0 sets it to {@code !*}, which
 *       refuses all. With an open filter a server could create objects of any class in the image.
 *       It could also keep a processor busy for ever with nested sets, since no filter is called
 *       while hashes are computed.
 *   <li>Its TLS comes from system properties: all targets have the same certificate authorities and
 *       client certificate, and these are read once.
 *   <li>Its calls have no deadline; only an interrupt that closes the socket ends them.
 *   <li>It connects to any host that the registry names.
 *   <li>It leaves threads behind: one that renews leases, one for each connection that it keeps,
 *       and one that collects the garbage of the whole heap each hour.
 * </ul>
 *
 * <p>This package creates only data from what a server sends: {@code SerialReader} reads the bytes
 * without loading a class, in time and memory that are proportional to their number. Each call has
 * the deadline, the memory and the processor share of its read. Each login has a TLS context of its
 * own.
 *
 * <p>The package can be removed when the JDK's connector takes for each connection a socket
 * factory, a deadline and a serial filter that bounds the work of each object (JEP 290 and 415 do
 * not), or when JMX has a protocol without Java serialization. Helidon's filter alone is no reason
 * to keep it: {@code helidon.serialFilter.pattern} changes that.
 */
@NullMarked
package io.sonde.targets.jmx.rmi;

import org.jspecify.annotations.NullMarked;
