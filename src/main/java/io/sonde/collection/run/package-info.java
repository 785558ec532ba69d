/**
 * One run of one collection: what it does ({@code Job}), the turn at its target ({@code Gate}), the
 * read ({@code Attempt}), the end of a read that was given up ({@code Cancelling}), and its {@code
 * Outcome}.
 */
@NullMarked
package io.sonde.collection.run;

import org.jspecify.annotations.NullMarked;
