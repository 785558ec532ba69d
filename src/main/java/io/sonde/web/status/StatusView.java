package io.sonde.web.status;

import io.sonde.collection.status.CollectionStatus;
import io.sonde.config.ReloadState;
import io.sonde.metrics.BuildInfo;
import io.sonde.web.status.Scrapers.Scraper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows, as it was at one moment. Immutable.
 *
 * @param total how many collections there are
 * @param counts how many of them are in each state that occurs
 * @param troubles the newest first, at most {@link #TROUBLES}
 * @param troubled how many targets have trouble
 * @param selected how many collections the selection has
 * @param shown those of its present page
 * @param pages how many pages it has, at least 1
 * @param collectors the metrics of the collectors of the collections that are shown
 * @param configuration the one at work, and what became of the last try to replace it
 * @param scrapers the latest first
 * @param latency of the simulated handler; null where there is none
 */
record StatusView(
    Instant at,
    Selection selection,
    int total,
    Map<State, Integer> counts,
    List<Trouble> troubles,
    int troubled,
    int selected,
    List<CollectionStatus> shown,
    int pages,
    List<CollectorView> collectors,
    ReloadState configuration,
    List<Scraper> scrapers,
    BuildInfo build,
    Duration uptime,
    @Nullable Latency latency) {
  /** The most targets with trouble that are listed. */
  static final int TROUBLES = 20;

  /** How many collections a page has. */
  static final int PAGE = 50;

  /** So many collectors show all of their metrics. */
  private static final int FEW = 3;

  /** Beyond so many collectors, their metrics are folded up, also where series are missing. */
  private static final int MANY = 10;

  StatusView {
    counts = Map.copyOf(counts);
    troubles = List.copyOf(troubles);
    shown = List.copyOf(shown);
    scrapers = List.copyOf(scrapers);
    collectors = List.copyOf(collectors);
  }

  static StatusView of(StatusFacts facts, Selection selection, Instant at, Duration uptime) {
    List<CollectionStatus> all = new ArrayList<>(facts.collections().get());
    // A stable sort: within a state, they keep the order of the configuration.
    all.sort(Comparator.comparing(State::of));
    Map<State, Integer> counts = new EnumMap<>(State.class);
    all.forEach(one -> counts.merge(State.of(one), 1, Integer::sum));
    List<Trouble> troubles = Trouble.of(all, at);
    List<CollectionStatus> selected = all.stream().filter(selection::selects).toList();
    int pages = Math.max(1, (selected.size() + PAGE - 1) / PAGE);
    // The last one for a page that a reload has taken away.
    int page = Math.min(selection.page(), pages);
    List<CollectionStatus> shown =
        selected.subList((page - 1) * PAGE, Math.min(page * PAGE, selected.size()));
    Set<String> names = new LinkedHashSet<>();
    shown.forEach(one -> names.add(one.collector()));
    return new StatusView(
        at,
        selection.withPage(page),
        all.size(),
        counts,
        troubles.subList(0, Math.min(TROUBLES, troubles.size())),
        troubles.size(),
        selected.size(),
        shown,
        pages,
        CollectorView.of(all, names),
        facts.configuration().get(),
        facts.scrapers().get(),
        facts.build(),
        uptime,
        facts.latency().get().map(Latency::of).orElse(null));
  }

  int count(State state) {
    return counts.getOrDefault(state, 0);
  }

  /** The answer to the first question, in one sentence. */
  String summary() {
    return configuration.successful()
        ? summaryOfCollections()
        : "The last configuration was refused. " + summaryOfCollections();
  }

  private String summaryOfCollections() {
    int troubled = count(State.STALE) + count(State.FAILING);
    if (troubled > 0) {
      return "%d of %s %s: %d stale, %d failing"
          .formatted(
              troubled,
              Words.count(total, "collection"),
              troubled == 1 ? "has trouble" : "have trouble",
              count(State.STALE),
              count(State.FAILING));
    }
    if (total == 0) {
      return "No collection is configured";
    }
    return "No collection fails: %d up, %d never run, %d not applicable"
        .formatted(count(State.UP), count(State.NEVER_RUN), count(State.DOES_NOT_APPLY));
  }

  /** True when someone has to look. */
  boolean isTroubled() {
    return troubled > 0 || !configuration.successful();
  }

  /**
   * Whether the metrics of a collector are shown at once: of few collectors, and what is missing.
   */
  boolean opens(CollectorView collector) {
    return collectors.size() <= FEW || (collectors.size() <= MANY && collector.empty() > 0);
  }

  /** How many runs the plots have room for. */
  int runs() {
    return Plot.RUNS;
  }

  List<State> states() {
    return List.of(State.values());
  }
}
