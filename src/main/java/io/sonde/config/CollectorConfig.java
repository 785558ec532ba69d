package io.sonde.config;

import io.sonde.targets.QueryConfig;
import java.time.Duration;
import java.util.List;

/**
 * What to read from its targets, how often, and the metrics to make of it. Immutable.
 *
 * @param targets names of targets, all of the kind of {@code query}
 * @param every the time from the start of one read to the start of the next
 * @param timeout the maximum duration of a read
 * @param keep how long the last good samples are exposed when reads fail
 * @param maxSamples the maximum number of samples of one collection, with those of observed series
 * @param targetLabel true when each sample has a label with the name of its target
 * @param maxMetrics the maximum number of metrics of one entry whose name is a template
 */
public record CollectorConfig(
    String name,
    List<String> targets,
    Duration every,
    Duration timeout,
    Duration keep,
    int maxSamples,
    OnDuplicate onDuplicate,
    QueryConfig query,
    List<MetricConfig> metrics,
    boolean targetLabel,
    int maxMetrics) {
  /** The default of {@code max-metrics}. */
  public static final int MAX_METRICS = 100;

  public CollectorConfig {
    targets = List.copyOf(targets);
    metrics = List.copyOf(metrics);
  }

  /** A collector with the default names of labels and number of metrics. */
  public CollectorConfig(
      String name,
      List<String> targets,
      Duration every,
      Duration timeout,
      Duration keep,
      int maxSamples,
      OnDuplicate onDuplicate,
      QueryConfig query,
      List<MetricConfig> metrics) {
    this(
        name,
        targets,
        every,
        timeout,
        keep,
        maxSamples,
        onDuplicate,
        query,
        metrics,
        true,
        MAX_METRICS);
  }

  /** A collector without metrics, for a single query. */
  public static CollectorConfig asking(
      String name, String target, Duration every, Duration timeout, QueryConfig query) {
    return new CollectorConfig(
        name, List.of(target), every, timeout, every, 1, OnDuplicate.FAIL, query, List.of());
  }

  /** This collector with other targets. */
  public CollectorConfig withTargets(List<String> others) {
    return new CollectorConfig(
        name,
        others,
        every,
        timeout,
        keep,
        maxSamples,
        onDuplicate,
        query,
        metrics,
        targetLabel,
        maxMetrics);
  }

  /** What to do when two rows give one metric the same label values. */
  public enum OnDuplicate {
    FAIL,
    FIRST,
    LAST,
    SUM
  }
}
