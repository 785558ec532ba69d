package io.sonde.web.status;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.sonde.collection.CollectionSet;
import io.sonde.metrics.BuildInfo;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the page takes what it shows. Each is asked at each request, from any thread.
 *
 * @param collections those of the generation at work
 * @param latency of the simulated handler; empty where there is none
 */
public record StatusFacts(
    BuildInfo build,
    Supplier<CollectionSet> collections,
    Supplier<Optional<HistogramDataPointSnapshot>> latency) {}
