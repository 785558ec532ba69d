/** When collections run: the timer, and the times at which each collection has its turn. */
@NullMarked
package io.sonde.collection.schedule;

import org.jspecify.annotations.NullMarked;
