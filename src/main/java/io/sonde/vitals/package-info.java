/** Watches the threads and the JVM's parts that the process cannot work without. */
@NullMarked
package io.sonde.vitals;

import org.jspecify.annotations.NullMarked;
