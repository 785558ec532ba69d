package io.sonde.mapping;

import java.time.Duration;

/**
 * What is known of one read as a whole. Immutable.
 *
 * @param duration from its begin to its end, by the wall: {@code $duration}, in seconds
 * @param status the status that was answered, 0 for none: {@code $status}
 * @param rows the rows that were taken: {@code $rows}
 */
public record ReadFacts(Duration duration, int status, long rows) {}
