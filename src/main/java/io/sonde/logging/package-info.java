/**
 * Writes the log of the process to standard error: the formats, the bounded queue of lines, and the
 * settings that a configuration has.
 */
@NullMarked
package io.sonde.logging;

import org.jspecify.annotations.NullMarked;
