package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.sonde.collection.journal.Failure;
import io.sonde.collection.run.Job;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What some snapshots have in common with those of earlier collections. Points of a snapshot are
 * sorted by their labels, so that comparing two costs one pass over both, and no memory. Not
 * thread-safe.
 */
final class Overlap {
  /** Among families: any that has a name of the other one. */
  static final String ANY = "";

  private final List<MetricSnapshot> snapshots;

  /** For each snapshot, the points that are left out. */
  private final List<BitSet> out;

  private @Nullable String first;
  private int others;

  Overlap(List<MetricSnapshot> snapshots) {
    this.snapshots = snapshots;
    this.out = snapshots.stream().map(_ -> new BitSet()).toList();
  }

  /**
   * Leaves out what an earlier collection gives.
   *
   * @param families of these snapshots, each with those of the earlier ones that it may meet
   */
  void with(Job job, Map<String, Set<String>> families, List<MetricSnapshot> earlier) {
    for (int n = 0; n < snapshots.size(); n++) {
      var mine = snapshots.get(n);
      var meets = families.getOrDefault(name(mine), Set.of());
      for (var theirs : earlier) {
        boolean met =
            meets.contains(name(theirs))
                || (families.containsKey(ANY)
                    && !Collections.disjoint(samples(mine), samples(theirs)));
        if (met && !theirs.getDataPoints().isEmpty()) {
          compare(mine, out.get(n), theirs, job);
        }
      }
    }
  }

  /**
   * Leaves out what has a name that others have.
   *
   * @param taken names of samples
   */
  void without(Set<String> taken) {
    for (int n = 0; n < snapshots.size() && !taken.isEmpty(); n++) {
      var mine = snapshots.get(n);
      if (!Collections.disjoint(samples(mine), taken)) {
        out.get(n).set(0, mine.getDataPoints().size());
        found(() ->
            "metric %s: expected a name of its own, found that of the simulated handler: it is left out"
                .formatted(name(mine)));
      }
    }
  }

  private void compare(MetricSnapshot mine, BitSet leftOut, MetricSnapshot theirs, Job job) {
    if (name(mine).equals(name(theirs)) && mine.getClass().equals(theirs.getClass())) {
      common(mine, leftOut, theirs, job);
    } else if (leftOut.cardinality() < mine.getDataPoints().size()) {
      leftOut.set(0, mine.getDataPoints().size());
      found(() ->
          "metric %s: expected a name and a type of its own, found %s of %s: it is left out"
              .formatted(name(mine), name(theirs), job));
    }
  }

  private void common(MetricSnapshot mine, BitSet leftOut, MetricSnapshot theirs, Job job) {
    var points = mine.getDataPoints();
    var others = theirs.getDataPoints();
    for (int i = 0, j = 0; i < points.size() && j < others.size(); ) {
      int order = points.get(i).getLabels().compareTo(others.get(j).getLabels());
      if (order == 0) {
        if (!leftOut.get(i)) {
          leftOut.set(i);
          var labels = points.get(i).getLabels();
          found(() ->
              "metric %s: expected each series from one collector, found %s from %s too: it is left out"
                  .formatted(name(mine), labels, job));
        }
        i++;
        j++;
      } else if (order < 0) {
        i++;
      } else {
        j++;
      }
    }
  }

  private void found(Supplier<String> message) {
    if (first == null) {
      first = message.get();
    } else {
      others++;
    }
  }

  /** Why this is a failure; null when nothing is left out. */
  @Nullable Failure failure() {
    if (first == null) {
      return null;
    }
    String message = others == 0 ? first : "%s; %d more are left out".formatted(first, others);
    // Labels may hold control characters; the exception's message does not.
    return Failure.of(new ReadException(Reason.MAPPING, message, null));
  }

  /** The snapshots without what earlier ones gave. */
  List<MetricSnapshot> left() {
    var left = new ArrayList<MetricSnapshot>(snapshots.size());
    for (int n = 0; n < snapshots.size(); n++) {
      var snapshot = snapshots.get(n);
      if (out.get(n).isEmpty()) {
        left.add(snapshot);
      } else if (out.get(n).cardinality() < snapshot.getDataPoints().size()) {
        left.add(without(snapshot, out.get(n)));
      }
    }
    return left;
  }

  private static MetricSnapshot without(MetricSnapshot snapshot, BitSet out) {
    MetricMetadata metadata = snapshot.getMetadata();
    return switch (snapshot) {
      case CounterSnapshot one -> new CounterSnapshot(metadata, left(one.getDataPoints(), out));
      case GaugeSnapshot one -> new GaugeSnapshot(metadata, left(one.getDataPoints(), out));
      case InfoSnapshot one -> new InfoSnapshot(metadata, left(one.getDataPoints(), out));
      case HistogramSnapshot one -> new HistogramSnapshot(metadata, left(one.getDataPoints(), out));
      case SummarySnapshot one -> new SummarySnapshot(metadata, left(one.getDataPoints(), out));
      case UnknownSnapshot one -> new UnknownSnapshot(metadata, left(one.getDataPoints(), out));
      case StateSetSnapshot one -> new StateSetSnapshot(metadata, left(one.getDataPoints(), out));
      default -> throw new IllegalStateException("no type that a mapping gives: " + snapshot);
    };
  }

  private static <P extends DataPointSnapshot> List<P> left(List<P> points, BitSet out) {
    return IntStream.range(0, points.size())
        .filter(i -> !out.get(i))
        .mapToObj(points::get)
        .toList();
  }

  /** Every name that it takes in the expositions. */
  static Set<String> samples(MetricSnapshot snapshot) {
    String name = name(snapshot);
    return switch (snapshot) {
      case CounterSnapshot _ -> Set.of(name, name + "_total", name + "_created");
      case InfoSnapshot _ -> Set.of(name, name + "_info");
      case HistogramSnapshot _ ->
          Set.of(name, name + "_bucket", name + "_sum", name + "_count", name + "_created");
      case SummarySnapshot _ -> Set.of(name, name + "_sum", name + "_count", name + "_created");
      default -> Set.of(name);
    };
  }

  private static String name(MetricSnapshot snapshot) {
    return snapshot.getMetadata().getName();
  }
}
