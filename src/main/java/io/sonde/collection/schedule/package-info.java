/**
 * When collections run: {@code Schedule} starts the runs of one collection at the {@code
 * ScheduledTimes}. {@code Timer} is the clock and the one platform thread that runs all tasks, so
 * tasks must not block. An exception of a task is logged, and the other tasks go on.
 */
@NullMarked
package io.sonde.collection.schedule;

import org.jspecify.annotations.NullMarked;
