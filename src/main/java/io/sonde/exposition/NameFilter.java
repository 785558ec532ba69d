package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.List;
import java.util.Set;

/**
 * The families that {@code name[]} selects: by the family's name, with or without the suffix of its
 * type, or by the name of one of its samples. No names select all.
 */
record NameFilter(Set<String> names) {
  NameFilter {
    names = Set.copyOf(names);
  }

  boolean selects(MetricSnapshot snapshot) {
    if (names.isEmpty()) {
      return true;
    }
    String name = snapshot.getMetadata().getPrometheusName();
    return names.contains(name)
        || suffixes(snapshot).stream().anyMatch(suffix -> names.contains(name + suffix));
  }

  private static List<String> suffixes(MetricSnapshot snapshot) {
    return switch (snapshot) {
      case CounterSnapshot _ -> List.of("_total");
      case InfoSnapshot _ -> List.of("_info");
      case HistogramSnapshot _ -> List.of("_bucket", "_count", "_sum");
      case SummarySnapshot _ -> List.of("_count", "_sum");
      default -> List.of();
    };
  }
}
