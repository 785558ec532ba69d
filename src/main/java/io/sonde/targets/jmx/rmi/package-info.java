/** JMX over RMI, as a client: the wire protocol of JSR 160. */
@NullMarked
package io.sonde.targets.jmx.rmi;

import org.jspecify.annotations.NullMarked;
