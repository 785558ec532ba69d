package io.sonde.web.status;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The latency of the simulated handler as bars. Immutable.
 *
 * @param requests how many were timed
 */
record Latency(long requests, List<Bar> bars) {
  static final int BAR = 36;
  static final int HEIGHT = 120;

  Latency {
    bars = List.copyOf(bars);
  }

  /**
   * One bucket.
   *
   * @param range {@code 50 to 100 ms}
   * @param height of {@link #HEIGHT}
   */
  record Bar(String bound, String range, long requests, double height) {
    /** As an attribute of SVG. */
    String size() {
      return String.format(Locale.ROOT, "%.1f", height);
    }

    String top() {
      return String.format(Locale.ROOT, "%.1f", HEIGHT - height);
    }
  }

  static Latency of(HistogramDataPointSnapshot histogram) {
    ClassicHistogramBuckets buckets = histogram.getClassicBuckets();
    long most = 1;
    for (int n = 0; n < buckets.size(); n++) {
      most = Math.max(most, buckets.getCount(n));
    }
    List<Bar> bars = new ArrayList<>();
    double below = 0;
    for (int n = 0; n < buckets.size(); n++) {
      double bound = buckets.getUpperBound(n);
      long count = buckets.getCount(n);
      boolean last = Double.isInfinite(bound);
      bars.add(
          new Bar(
              last ? "more" : Words.shortDuration(bound),
              last
                  ? "more than " + Words.shortDuration(below)
                  : "%s to %s".formatted(Words.shortDuration(below), Words.shortDuration(bound)),
              count,
              (double) count / most * HEIGHT));
      below = bound;
    }
    return new Latency(histogram.getCount(), bars);
  }

  int width() {
    return bars.size() * BAR;
  }
}
