/**
 * JMX over RMI, as a client: the wire protocol of JSR 160, behind {@link
 * io.sonde.targets.jmx.rmi.RmiSession}. It knows nothing of the package above it.
 *
 * <p>The JDK's own connector ({@code javax.management.remote.rmi}) is not used, because:
 *
 * <ul>
 *   <li>It makes objects of whatever the server sends. The filter that may refuse some is the one
 *       of the whole JVM ({@code jdk.serialFilter}), and Helidon 4.4.0 sets it to {@code !*}, which
 *       refuses all. Were it opened, a server could have any class of the image made here, and pin
 *       a processor for ever with sets of sets, since no filter is called while hashes are
 *       computed.
 *   <li>Its TLS comes from the system properties of the JVM: one set of authorities and one client
 *       certificate for all targets, read once.
 *   <li>Its calls have no deadline; only an interrupt that closes the socket ends them. It asks
 *       whatever host the registry names.
 *   <li>It leaves threads behind: one to renew leases, one for each connection that it keeps, and a
 *       garbage collection of the whole heap each hour.
 * </ul>
 *
 * <p>Here nothing is made of what a server sends but data: {@link
 * io.sonde.targets.jmx.rmi.SerialReader} reads the bytes without loading a class, in time and
 * memory that are in proportion to them; each call has the deadline, the memory and the processor
 * share of its reading; each login has a TLS context of its own.
 *
 * <p>What would end this package: a JDK whose JMX connector takes, for each connection, a socket
 * factory, a deadline and a serial filter that bounds the work of each object (as JEP 290 and 415
 * do not), or JMX over a protocol that has no Java serialization in it.
 */
@NullMarked
package io.sonde.targets.jmx.rmi;

import org.jspecify.annotations.NullMarked;
