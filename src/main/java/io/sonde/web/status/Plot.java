package io.sonde.web.status;

import io.sonde.collection.status.CollectionStatus.Ran;
import io.sonde.collection.status.RunRing;
import java.util.List;

/**
 * The durations of the last runs as bars, one path for those that succeeded and one for those that
 * failed. Immutable.
 *
 * @param good the path of the bars of runs that succeeded
 * @param bad the path of the others
 * @param text the same in words
 */
record Plot(String good, String bad, String text) {
  /** How many runs there is room for. */
  static final int RUNS = RunRing.MOST;

  static final int BAR = 2;
  static final int WIDTH = RUNS * (BAR + 1);
  static final int HEIGHT = 24;

  static Plot of(List<Ran> runs) {
    if (runs.isEmpty()) {
      return new Plot("", "", "no run yet");
    }
    double longest = runs.stream().mapToDouble(Plot::seconds).max().orElse(0);
    var good = new StringBuilder();
    var bad = new StringBuilder();
    int x = WIDTH - runs.size() * (BAR + 1);
    for (Ran run : runs) {
      long height = Math.max(1, Math.round(longest > 0 ? seconds(run) / longest * HEIGHT : 0));
      (run.succeeded() ? good : bad)
          .append('M')
          .append(x)
          .append(' ')
          .append(HEIGHT)
          .append('v')
          .append(-height)
          .append('h')
          .append(BAR)
          .append('v')
          .append(height);
      x += BAR + 1;
    }
    return new Plot(good.toString(), bad.toString(), text(runs, longest));
  }

  /** Of a run that did not read its target: none. */
  private static double seconds(Ran run) {
    return Double.isNaN(run.seconds()) ? 0 : run.seconds();
  }

  private static String text(List<Ran> runs, double longest) {
    Ran last = runs.getLast();
    return "%s, %d failed; the last %s, the longest %s"
        .formatted(
            Words.count(runs.size(), "run"),
            runs.stream().filter(run -> !run.succeeded()).count(),
            Double.isNaN(last.seconds())
                ? "did not read"
                : "took " + Words.shortDuration(last.seconds()),
            Words.shortDuration(longest));
  }
}
