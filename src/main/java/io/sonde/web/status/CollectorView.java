package io.sonde.web.status;

import io.sonde.collection.status.CollectionStatus;
import io.sonde.collection.status.CollectionStatus.MetricStatus;
import io.sonde.collection.status.CollectionStatus.Missing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics of one collector, of all its targets together. Immutable. */
record CollectorView(String name, List<Row> metrics) {
  /** The most targets that are named with a reason. */
  private static final int NAMED = 5;

  /** The most reasons that are told of a metric. */
  private static final int REASONS = 5;

  CollectorView {
    metrics = List.copyOf(metrics);
  }

  /**
   * One metric.
   *
   * @param series of all targets together
   * @param whyNone what is missing and why, a line for each reason with its targets
   */
  record Row(String name, int series, List<String> whyNone) {
    Row {
      whyNone = List.copyOf(whyNone);
    }
  }

  /** How many series there are. */
  int series() {
    return metrics.stream().mapToInt(Row::series).sum();
  }

  /** How many metrics have none. */
  long empty() {
    return metrics.stream().filter(metric -> metric.series() == 0).count();
  }

  /**
   * The collectors with these names.
   *
   * @param all the collections of the generation
   * @param names of the collectors that are to be shown, in this order
   */
  static List<CollectorView> of(List<CollectionStatus> all, Set<String> names) {
    Map<String, List<CollectionStatus>> byName = new LinkedHashMap<>();
    names.forEach(name -> byName.put(name, new ArrayList<>()));
    for (CollectionStatus one : all) {
      List<CollectionStatus> own = byName.get(one.collector());
      if (own != null) {
        own.add(one);
      }
    }
    List<CollectorView> views = new ArrayList<>();
    byName.forEach((name, own) -> views.add(new CollectorView(name, rows(own))));
    return List.copyOf(views);
  }

  private static List<Row> rows(List<CollectionStatus> collections) {
    Map<String, Integer> series = new LinkedHashMap<>();
    Map<String, Map<String, Set<String>>> reasons = new LinkedHashMap<>();
    for (CollectionStatus one : collections) {
      for (MetricStatus metric : one.metrics()) {
        series.merge(metric.name(), metric.series(), Integer::sum);
        String why = why(metric);
        if (!why.isEmpty()) {
          reasons
              .computeIfAbsent(metric.name(), _ -> new LinkedHashMap<>())
              .computeIfAbsent(why, _ -> new LinkedHashSet<>())
              .add(one.target());
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    series.forEach((name, count) ->
        rows.add(new Row(name, count, told(reasons.getOrDefault(name, Map.of())))));
    return rows;
  }

  /** A line for each reason: its targets, then the reason, as the log has them. */
  private static List<String> told(Map<String, Set<String>> reasons) {
    List<String> lines = new ArrayList<>();
    reasons.forEach((why, targets) -> {
      if (lines.size() < REASONS) {
        lines.add(named(targets) + ": " + why);
      }
    });
    if (reasons.size() > REASONS) {
      lines.add("and %d more reasons".formatted(reasons.size() - REASONS));
    }
    return lines;
  }

  private static String why(MetricStatus metric) {
    var missing = metric.missing();
    String unmatched = String.join("; ", metric.unmatched());
    if (unmatched.isEmpty()) {
      return missing == null ? "" : missing.words();
    }
    return missing == null || missing == Missing.NO_FIELD
        ? unmatched
        : missing.words() + ": " + unmatched;
  }

  private static String named(Set<String> targets) {
    String first = String.join(", ", targets.stream().limit(NAMED).toList());
    return targets.size() <= NAMED
        ? first
        : "%s and %d more".formatted(first, targets.size() - NAMED);
  }
}
