/**
 * JSON documents: read as a stream, reduced to the wanted parts, and searched with JSONPath.
 *
 * <p>Read in this order: {@link io.sonde.targets.http.json.JsonRows} (the rows of documents),
 * {@link io.sonde.targets.http.json.JsonReader} (parses and keeps what a {@code JsonProjection}
 * wants), {@code JsonField} (a field of a row), {@code JsonPathReads} (evaluates paths within the
 * deadline), {@link io.sonde.targets.http.json.JsonPaths} (checks expressions of a configuration).
 * {@link io.sonde.targets.http.json.JsonDocument} reads single values, such as tokens.
 *
 * <p>Prepared objects are immutable and thread-safe; readers are for one thread. Invalid JSON
 * throws a {@code BodyException} with line and column, and an unsuitable value a {@code
 * ReadException}.
 */
@NullMarked
package io.sonde.targets.http.json;

import org.jspecify.annotations.NullMarked;
