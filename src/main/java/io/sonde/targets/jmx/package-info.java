/** JMX servers, including this JVM: each MBean is a row. */
@NullMarked
package io.sonde.targets.jmx;

import org.jspecify.annotations.NullMarked;
