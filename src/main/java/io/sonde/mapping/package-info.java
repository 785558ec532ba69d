/**
 * Makes samples of rows, in the same way for all kinds of target. {@link io.sonde.mapping.Mapping}
 * is the entry point. It collects the rows of one read in columns, one for each metric, and
 * publishes all of them at once.
 */
@NullMarked
package io.sonde.mapping;

import org.jspecify.annotations.NullMarked;
