/**
 * Helidon's meters and the latest snapshots as one exposition, in the formats that Prometheus
 * reads.
 */
@NullMarked
package io.sonde.exposition;

import org.jspecify.annotations.NullMarked;
