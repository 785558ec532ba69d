/**
 * A strict YAML reader that reports every problem at once. It knows nothing of Sonde. To be read in
 * this order:
 *
 * <ol>
 *   <li>{@code YamlTree} reads a file into {@code Node}s, each with its {@code Place}; {@code
 *       Composer} builds them. {@code References} replaces <code>${NAME}</code>.
 *   <li>{@code Key} describes a key; {@code Type} and {@code Types} are the types of values.
 *   <li>{@code Section} reads one map key by key; {@code Value} is one value as written.
 *   <li>{@code Problems} collects the problems; {@code ConfigException} has all of them.
 * </ol>
 *
 * <p>A configuration is read by one thread. Nodes, keys and types are immutable.
 */
@NullMarked
package io.sonde.yaml;

import org.jspecify.annotations.NullMarked;
