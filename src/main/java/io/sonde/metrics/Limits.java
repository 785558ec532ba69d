package io.sonde.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The bounds at work, how much of each is in use, and how often one was hit.
 *
 * <pre>
 * sonde_limit{name="connections"} 600.0
 * sonde_in_use{name="connections"} 12.0
 * sonde_shed_total{name="connections"} 3.0
 * </pre>
 *
 * <p>Thread-safe. Someone has to call {@link #watch()} every few seconds.
 */
public final class Limits implements Supplier<MetricSnapshots> {
  private static final System.Logger LOG = System.getLogger(Limits.class.getName());

  /** An episode is over when nothing was shed for this long. */
  static final long QUIET_SECONDS = 30;

  private final List<Watched> limits = new CopyOnWriteArrayList<>();
  private final LongSupplier nanoTime;
  private final Runnable calm;

  /**
   * No bounds, yet.
   *
   * @param calm what to do when all episodes of shedding are over
   */
  public Limits(Runnable calm) {
    this(System::nanoTime, calm);
  }

  Limits(LongSupplier nanoTime, Runnable calm) {
    this.nanoTime = nanoTime;
    this.calm = calm;
  }

  /**
   * One bound.
   *
   * @param name unique, such as {@code connections}
   * @param key of the configuration, which raises the bound; empty when none does
   * @param limit the bound as it is now
   * @param inUse how much of it is in use now
   * @param shed how often something was refused, closed or dropped because of it
   */
  public record Limit(
      String name, String key, LongSupplier limit, LongSupplier inUse, LongSupplier shed) {}

  /** From now on these are exposed and watched too. */
  public void add(List<Limit> more) {
    more.forEach(limit -> limits.add(new Watched(limit)));
  }

  /** Logs once when a bound begins to be hit, and once when that has been over for a while. */
  public void watch() {
    long now = nanoTime.getAsLong();
    boolean before = limits.stream().anyMatch(Watched::isShedding);
    limits.forEach(watched -> watched.look(now));
    if (before && limits.stream().noneMatch(Watched::isShedding)) {
      calm.run();
    }
  }

  @Override
  public MetricSnapshots get() {
    var bounds = new ArrayList<GaugeDataPointSnapshot>();
    var uses = new ArrayList<GaugeDataPointSnapshot>();
    var sheds = new ArrayList<CounterDataPointSnapshot>();
    for (Watched watched : limits) {
      Limit limit = watched.limit;
      var labels = Labels.of("name", limit.name());
      bounds.add(new GaugeDataPointSnapshot(limit.limit().getAsLong(), labels, null));
      uses.add(new GaugeDataPointSnapshot(limit.inUse().getAsLong(), labels, null));
      sheds.add(new CounterDataPointSnapshot(limit.shed().getAsLong(), labels, null, 0L));
    }
    return MetricSnapshots.of(
        new GaugeSnapshot(
            new MetricMetadata(
                "sonde_limit", "Upper bounds of what Sonde holds or does at the same time."),
            bounds),
        new GaugeSnapshot(
            new MetricMetadata("sonde_in_use", "How much of each bound is in use."), uses),
        new CounterSnapshot(
            new MetricMetadata(
                "sonde_shed", "What was refused, closed or dropped because of a bound."),
            sheds));
  }

  /** A bound and its present episode of shedding, if there is one. */
  private static final class Watched {
    final Limit limit;

    // Guarded by this.
    private long seen;
    private boolean shedding;
    private long before;
    private long begun;
    private long last;

    Watched(Limit limit) {
      this.limit = limit;
    }

    synchronized boolean isShedding() {
      return shedding;
    }

    synchronized void look(long now) {
      long shed = limit.shed().getAsLong();
      if (shed > seen) {
        last = now;
        if (!shedding) {
          shedding = true;
          before = seen;
          begun = now;
          LOG.log(
              Level.WARNING,
              "The bound of {0} is reached, which is {1}{2}: what comes beyond it is refused,"
                  + " closed or dropped, and counted in sonde_shed_total",
              limit.name(),
              Long.toString(limit.limit().getAsLong()),
              limit.key().isEmpty() ? "" : "; " + limit.key() + " raises it");
        }
        seen = shed;
      } else if (shedding && now - last > TimeUnit.SECONDS.toNanos(QUIET_SECONDS)) {
        shedding = false;
        LOG.log(
            Level.INFO,
            "The bound of {0} is no longer reached; {1} were refused, closed or dropped in {2} s",
            limit.name(),
            Long.toString(shed - before),
            Long.toString(TimeUnit.NANOSECONDS.toSeconds(last - begun)));
      }
    }
  }
}
