/**
 * The configuration of HTTP targets and queries.
 *
 * <p>{@link io.sonde.targets.http.config.HttpConfig} and {@link
 * io.sonde.targets.http.config.HttpQueryConfig} are the records. {@link
 * io.sonde.targets.http.config.HttpTargetKeys} and {@link
 * io.sonde.targets.http.config.HttpQueryKeys} describe and read the keys; the other classes read
 * parts of them. The records are immutable and the rest is stateless. Problems are added to the
 * section, all at once.
 */
@NullMarked
package io.sonde.targets.http.config;

import org.jspecify.annotations.NullMarked;
