package io.sonde.web.status;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.sonde.collection.status.CollectionStatus;
import io.sonde.config.ReloadState;
import io.sonde.metrics.BuildInfo;
import io.sonde.web.status.Scrapers.Scraper;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The sources of the page. Each is read at each request, from any thread.
 *
 * @param collections those of the generation at work, in the order of the configuration
 * @param configuration the one at work, and what became of the last try to replace it
 * @param scrapers who scrapes, the latest first
 * @param latency of the simulated handler; empty where there is none
 */
public record StatusFacts(
    BuildInfo build,
    Supplier<List<CollectionStatus>> collections,
    Supplier<ReloadState> configuration,
    Supplier<List<Scraper>> scrapers,
    Supplier<Optional<HistogramDataPointSnapshot>> latency) {}
