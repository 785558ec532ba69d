/**
 * One run of one collection. To be read in this order: {@code Job} is what runs do; {@code Run} is
 * one run with its deadline; {@code Gate} limits the concurrent runs of a target; {@code Attempt}
 * is the read and the mapping of its rows; {@code Cancelling} ends a read that was given up; {@code
 * Outcome} is the result.
 *
 * <p>A run has a virtual thread for its read. Its deadline comes on the timer's thread. Anything
 * that is thrown there becomes an outcome.
 */
@NullMarked
package io.sonde.collection.run;

import org.jspecify.annotations.NullMarked;
