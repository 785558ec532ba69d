/**
 * The metrics about Sonde itself, kept in Helidon's registry, and their conversion to snapshots.
 */
@NullMarked
package io.sonde.metrics;

import org.jspecify.annotations.NullMarked;
