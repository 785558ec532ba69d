/**
 * What Sonde counts of itself, in Helidon's registry, and the adapter from Helidon's meters to
 * snapshots.
 */
@NullMarked
package io.sonde.metrics;

import org.jspecify.annotations.NullMarked;
