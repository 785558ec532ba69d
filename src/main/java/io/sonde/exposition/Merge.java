package io.sonde.exposition;

import io.prometheus.metrics.expositionformats.TextFormatUtil;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** Merges the parts of a family into one snapshot. Thread-safe. */
final class Merge {
  private final FailureLog failures;

  /**
   * @param failures logs what was left out
   */
  Merge(FailureLog failures) {
    this.failures = failures;
  }

  /** All parts as one snapshot, without parts that contradict an earlier one. */
  MetricSnapshot of(Family family) {
    List<MetricSnapshot> parts = family.parts();
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    String subject = "metric " + family.name();
    try {
      MetricSnapshot merged = merged(parts);
      failures.recovered(subject);
      return merged;
    } catch (IllegalArgumentException e) {
      failures.log(subject, "left out the samples that contradict the first source", e);
      return merged(compatible(parts));
    }
  }

  private static MetricSnapshot merged(List<MetricSnapshot> parts) {
    return TextFormatUtil.mergeDuplicates(new MetricSnapshots(parts)).get(0);
  }

  /**
   * The first part, and each further one with the same type and unit and without labels that
   * occurred before.
   */
  private static List<MetricSnapshot> compatible(List<MetricSnapshot> parts) {
    MetricSnapshot first = parts.getFirst();
    var seen = new HashSet<Labels>();
    var compatible = new ArrayList<MetricSnapshot>();
    for (MetricSnapshot part : parts) {
      List<Labels> labels =
          part.getDataPoints().stream().map(DataPointSnapshot::getLabels).toList();
      if (part.getClass().equals(first.getClass())
          && Objects.equals(part.getMetadata().getUnit(), first.getMetadata().getUnit())
          && labels.stream().noneMatch(seen::contains)) {
        compatible.add(part);
        seen.addAll(labels);
      }
    }
    return compatible;
  }
}
