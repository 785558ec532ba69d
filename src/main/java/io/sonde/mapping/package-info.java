/**
 * Makes samples of rows, in the same way for all kinds of target. To be read in this order:
 *
 * <ol>
 *   <li>{@link io.sonde.mapping.Mapping} is the entry point: the metrics of one collection. Its
 *       {@code Batch} takes the rows of one read and publishes all samples at once.
 *   <li>{@code Rule} converts the fields of a row to a sample, and {@code LabelMapping} to labels.
 *   <li>{@code BatchColumns} has a {@code Column} for each metric: {@code SampleColumn}, {@code
 *       ObservationColumn}, {@code PartsColumn} or {@code NamedColumns}.
 *   <li>{@code Explainer} records what becomes of the first rows.
 * </ol>
 *
 * <p>A mapping is used by one thread at a time. A row that cannot be mapped is a {@code
 * ReadException} with the metric and the row, and nothing of the read is published.
 */
@NullMarked
package io.sonde.mapping;

import org.jspecify.annotations.NullMarked;
