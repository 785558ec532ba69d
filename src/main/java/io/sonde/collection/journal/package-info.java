/**
 * Logs the changes in the results of collections, not each run: {@code Journal} writes the log, and
 * {@code LoggedCollection}, {@code LoggedTarget} and {@code LoggedTrouble} keep what was logged.
 * {@code Failure} is the reason of a failed run, and {@code Unmatched} has the fields, paths and
 * patterns that match nothing.
 *
 * <p>The journal does not wait for the reader of the log, and is thread-safe.
 */
@NullMarked
package io.sonde.collection.journal;

import org.jspecify.annotations.NullMarked;
