/** YAML to validated records: every problem at once, each with its place. */
@NullMarked
package io.sonde.config;

import org.jspecify.annotations.NullMarked;
