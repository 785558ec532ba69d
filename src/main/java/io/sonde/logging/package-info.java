/**
 * Writes the log of the process to standard error. {@code Logging} configures it; {@code
 * StandardErrorHandler} writes from a bounded queue on a thread of its own, so that no caller
 * waits; {@code TextFormatter} and {@code JsonFormatter} are the formats. Records that find no room
 * in the queue are dropped, counted and reported.
 */
@NullMarked
package io.sonde.logging;

import org.jspecify.annotations.NullMarked;
