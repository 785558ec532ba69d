/**
 * One run of one collector against one target, the schedule of the runs, and the latest snapshots.
 */
@NullMarked
package io.sonde.collection;

import org.jspecify.annotations.NullMarked;
