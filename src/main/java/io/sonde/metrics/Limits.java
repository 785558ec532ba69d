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
 * The limits of Sonde: each limit, how much of it is in use, and how often it was exceeded.
 *
 * <pre>
 * sonde_limit{name="connections"} 600.0
 * sonde_in_use{name="connections"} 12.0
 * sonde_shed_total{name="connections"} 3.0
 * </pre>
 *
 * <p>Thread-safe. {@link #watch()} has to be called every few seconds.
 */
public final class Limits implements Supplier<MetricSnapshots> {
  private static final System.Logger LOG = System.getLogger(Limits.class.getName());

  /** An overload is over when nothing was refused, closed or dropped for this long. */
  static final long QUIET_SECONDS = 30;

  private final List<Watched> limits = new CopyOnWriteArrayList<>();
  private final LongSupplier nanoTime;
  private final Runnable calm;

  /**
   * Starts without limits.
   *
   * @param calm called when no limit is exceeded any more
   */
  public Limits(Runnable calm) {
    this(System::nanoTime, calm);
  }

  Limits(LongSupplier nanoTime, Runnable calm) {
    this.nanoTime = nanoTime;
    this.calm = calm;
  }

  /**
   * One limit.
   *
   * @param name unique, such as {@code connections}
   * @param key the configuration key that sets the limit; empty for none
   * @param limit the present limit
   * @param inUse how much of it is in use at present
   * @param shed how often something was refused, closed or dropped because of it
   */
  public record Limit(
      String name, String key, LongSupplier limit, LongSupplier inUse, LongSupplier shed) {}

  /** Adds limits to expose and to watch. */
  public void add(List<Limit> more) {
    more.forEach(limit -> limits.add(new Watched(limit)));
  }

  /** Logs when a limit begins to be exceeded, and when that has been over for a while. */
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
                "sonde_limit", "Limits of resources in use at the same time, such as connections."),
            bounds),
        new GaugeSnapshot(
            new MetricMetadata("sonde_in_use", "How much of each limit is in use."), uses),
        new CounterSnapshot(
            new MetricMetadata(
                "sonde_shed",
                "How often something was refused, closed or dropped because of a limit."),
            sheds));
  }

  /** A limit and its present overload, if there is one. */
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
              "The limit of {1} for {0} is exceeded{2}. What exceeds it is refused, closed or"
                  + " dropped, and counted in sonde_shed_total",
              limit.name(),
              Long.toString(limit.limit().getAsLong()),
              limit.key().isEmpty() ? "" : " (set by " + limit.key() + ")");
        }
        seen = shed;
      } else if (shedding && now - last > TimeUnit.SECONDS.toNanos(QUIET_SECONDS)) {
        shedding = false;
        LOG.log(
            Level.INFO,
            "The limit for {0} is no longer exceeded. In {2} s, {1} were refused, closed or"
                + " dropped",
            limit.name(),
            Long.toString(shed - before),
            Long.toString(TimeUnit.NANOSECONDS.toSeconds(last - begun)));
      }
    }
  }
}
