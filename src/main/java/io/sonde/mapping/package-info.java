/**
 * Rows to samples: the metrics of a collector at work, the same for all kinds of target.
 *
 * <p>A batch of rows is gathered in columns, one for each metric, and published whole: see {@link
 * io.sonde.mapping.Mapping}.
 */
@NullMarked
package io.sonde.mapping;

import org.jspecify.annotations.NullMarked;
