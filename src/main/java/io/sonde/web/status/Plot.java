package io.sonde.web.status;

import io.sonde.web.status.CollectionView.RunView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

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
  static final int RUNS = 60;

  static final int BAR = 2;
  static final int WIDTH = RUNS * (BAR + 1);
  static final int HEIGHT = 24;

  static Plot of(List<RunView> all) {
    List<RunView> runs = all.subList(Math.max(0, all.size() - RUNS), all.size());
    if (runs.isEmpty()) {
      return new Plot("", "", "no run yet");
    }
    Duration longest =
        runs.stream().map(RunView::took).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    var good = new StringBuilder();
    var bad = new StringBuilder();
    int x = WIDTH - runs.size() * (BAR + 1);
    for (RunView run : runs) {
      double share = longest.isZero() ? 0 : (double) run.took().toNanos() / longest.toNanos();
      double height = Math.max(1, share * HEIGHT);
      (run.succeeded() ? good : bad)
          .append(
              String.format(Locale.ROOT, "M%d %dv-%.1fh%dv%.1fz", x, HEIGHT, height, BAR, height));
      x += BAR + 1;
    }
    return new Plot(good.toString(), bad.toString(), text(runs, longest));
  }

  private static String text(List<RunView> runs, Duration longest) {
    long failed = runs.stream().filter(run -> !run.succeeded()).count();
    return "%s, %d failed; last %s, longest %s"
        .formatted(
            Words.count(runs.size(), "run"),
            failed,
            Words.duration(runs.getLast().took()),
            Words.duration(longest));
  }
}
