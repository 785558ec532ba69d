/**
 * The whole configuration as validated, immutable records. Records compare by what the file says,
 * so that a reload can tell what has changed. {@link io.sonde.config.load} reads them.
 */
@NullMarked
package io.sonde.config;

import org.jspecify.annotations.NullMarked;
