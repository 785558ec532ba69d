/**
 * JMX servers, including this JVM: each MBean that a query selects is a row.
 *
 * <p>Read in this order: {@link io.sonde.targets.jmx.JmxKind} (keys of the configuration), {@link
 * io.sonde.targets.jmx.JmxTarget} (sessions and logins), {@code JmxQuery}, {@code MBeanReader} (one
 * read), {@code MBeanRow} with {@code MBeanField} and {@code MBeanValue} (fields and paths into
 * attributes). {@code MBeans} has the calls, with one implementation for this JVM and one for
 * others; the latter uses the package {@code rmi}.
 *
 * <p>A session is used by one read at a time; a read that was given up closes its sockets only. A
 * failure of the server or an MBean is an {@code MBeanFailure}; reads throw a {@code
 * ReadException}.
 */
@NullMarked
package io.sonde.targets.jmx;

import org.jspecify.annotations.NullMarked;
