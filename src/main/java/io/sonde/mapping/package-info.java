/** Rows to samples: the metrics of a collector at work. */
@NullMarked
package io.sonde.mapping;

import org.jspecify.annotations.NullMarked;
