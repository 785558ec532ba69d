/**
 * Checks the vital parts: threads and parts of the JVM without which the service cannot work.
 * {@code Vitals} checks all parts once a second on a thread of its own and is the liveness check;
 * {@code Heartbeat} and {@code VirtualThreadCheck} are such parts. A dead part ends the process.
 */
@NullMarked
package io.sonde.vitals;

import org.jspecify.annotations.NullMarked;
