/**
 * Collections: each collector against each of its targets. To be read in this order:
 *
 * <ol>
 *   <li>{@code CollectionSet} has all collections of a generation. {@code Members} makes them, or
 *       takes them over from the generation before.
 *   <li>{@code TargetCollection} is one collection. Its {@code RunSlot} has the one run that it may
 *       have at a time; the packages {@code schedule} and {@code run} have the parts of a run.
 *   <li>{@code OutcomeRecorder} applies the outcome of each run: to {@code LatestResult}, which is
 *       exposed, to the metrics, to the log (package {@code journal}) and to the status page
 *       (package {@code status}).
 *   <li>{@code SetSnapshots} is what all collections expose. {@code Collisions} decides which of
 *       several collections exposes a series, and {@code PossibleCollisions} which can have the
 *       same.
 * </ol>
 *
 * <p>Each run reads on a virtual thread of its own; one platform thread starts the runs and ends
 * them at their deadlines. All public classes are thread-safe. A failure of a run is an outcome and
 * never an exception.
 */
@NullMarked
package io.sonde.collection;

import org.jspecify.annotations.NullMarked;
