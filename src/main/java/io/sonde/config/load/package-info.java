/**
 * Reads a configuration: YAML to the validated records of {@link io.sonde.config}. To be read in
 * this order:
 *
 * <ol>
 *   <li>{@link io.sonde.config.load.ConfigLoader} is the entry point. {@code ConfigSource} loads
 *       the same file repeatedly.
 *   <li>{@code ConfigKeys} describes all keys. Each reader has the keys of its part of the file:
 *       {@code TargetReader}, {@code CollectorReader}, {@code MetricReader} and others, which
 *       {@code ConfigReader} calls.
 *   <li>{@code CrossChecks} and {@code DiscoveryChecks} check across the parts.
 *   <li>{@code ConfigSchema} makes the JSON Schema of the keys.
 * </ol>
 *
 * <p>All problems are reported at once, each with its place, in a {@code ConfigException}. A load
 * runs on one thread.
 */
@NullMarked
package io.sonde.config.load;

import org.jspecify.annotations.NullMarked;
