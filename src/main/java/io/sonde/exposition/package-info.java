/**
 * Snapshots to bytes: the merge of all sources, the formats that Prometheus reads, what a client
 * accepts, and renderings that are kept until they change. Knows nothing of HTTP servers.
 */
@NullMarked
package io.sonde.exposition;

import org.jspecify.annotations.NullMarked;
