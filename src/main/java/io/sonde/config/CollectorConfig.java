package io.sonde.config;

import io.sonde.targets.QueryConfig;
import java.time.Duration;
import java.util.List;

/**
 * What to read from its targets, how often, and the metrics to make of it. Immutable.
 *
 * @param targets names of targets, all of the kind that {@code query} needs
 * @param every time from one turn to the next
 * @param timeout the deadline of the whole read
 * @param keep how long the last good samples outlive failing collections
 * @param maxSamples the most samples that one collection may publish, observed series included
 * @param targetLabel true when each sample has a label with the name of its target
 * @param maxMetrics the most names that one entry may make, where its name is a template
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
  /** The names that a template may make by default. */
  public static final int MAX_METRICS = 100;

  public CollectorConfig {
    targets = List.copyOf(targets);
    metrics = List.copyOf(metrics);
  }

  /** One whose samples have a label with the name of their target. */
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

  /** A read that makes no metrics of its rows. */
  public static CollectorConfig asking(
      String name, String target, Duration every, Duration timeout, QueryConfig query) {
    return new CollectorConfig(
        name, List.of(target), every, timeout, every, 1, OnDuplicate.FAIL, query, List.of());
  }

  /** The same for other targets. */
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

  /** What happens when two rows give one metric the same label values. */
  public enum OnDuplicate {
    FAIL,
    FIRST,
    LAST,
    SUM
  }
}
