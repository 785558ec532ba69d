/**
 * A strict YAML reader: nodes with their places, references, sections, and every problem at once.
 */
@NullMarked
package io.sonde.yaml;

import org.jspecify.annotations.NullMarked;
