/**
 * Reads a configuration: YAML to the validated records of {@link io.sonde.config}. {@link
 * io.sonde.config.load.ConfigLoader} is the entry point; there is a reader for each part of the
 * file, which has the keys of that part, and checks across the parts. All problems are reported at
 * once, each with its place.
 */
@NullMarked
package io.sonde.config.load;

import org.jspecify.annotations.NullMarked;
