/**
 * The formats of answers: JSON, lines of JSON, CSV, text, and Prometheus' formats.
 *
 * <p>{@link io.sonde.targets.http.format.Format} is the format in the configuration, {@link
 * io.sonde.targets.http.format.BodyRows} converts a body to rows, with one implementation for each
 * format. They are prepared once and thread-safe. An invalid body throws a {@code BodyException}
 * with the line, but without any text of the body.
 */
@NullMarked
package io.sonde.targets.http.format;

import org.jspecify.annotations.NullMarked;
