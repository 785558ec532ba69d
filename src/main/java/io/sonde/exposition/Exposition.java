package io.sonde.exposition;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Everything that Sonde exposes: merges the sources and renders the result in each format.
 *
 * <p>A source that throws is left out. When two sources have the same family and contradict each
 * other (another type, or the same labels), the samples of the later one are left out. Both are
 * logged once, with the cause, and once more when they are over.
 *
 * <p>One thread renders for all scrapes: a scrape uses what was rendered for the one before it, and
 * only one rendering is in memory while it is written. Thread-safe.
 */
public final class Exposition implements AutoCloseable {
  /** After this time without work the thread that renders ends. */
  private static final long IDLE_SECONDS = 90;

  /** The share of the heap for the uncompressed text of large families. */
  private static final int TEXT_SHARE = 16;

  private final List<Source> sources;
  private final FailureLog failures = new FailureLog();
  private final Merge merge = new Merge(failures);
  private final ExecutorService thread = thread();

  // Used by the thread that renders only.
  private final Versions versions = new Versions();
  private final Compressor compressor = new Compressor();
  private final TextBudget budget = new TextBudget(Runtime.getRuntime().maxMemory() / TEXT_SHARE);
  private final Map<Format, Renderings> renderings = new EnumMap<>(Format.class);

  /**
   * @param sources by priority: when two contradict each other, the earlier one is used
   */
  public Exposition(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * The present snapshots: one for each family, sorted by name.
   *
   * @param names families or samples to select; empty for all
   */
  public MetricSnapshots snapshots(Set<String> names) {
    var merged = new ArrayList<MetricSnapshot>();
    parts(names).forEach((name, parts) -> merged.add(merge.of(new Family(name, parts, 0))));
    return new MetricSnapshots(merged);
  }

  /**
   * Renders the present snapshots. Everything that can fail, fails here, before anything is sent.
   *
   * @param names families or samples to select; empty for all
   * @throws InterruptedException when the calling thread is interrupted; the rendering goes on, and
   *     the next scrape uses it
   */
  public Rendered render(Format format, Coding coding, Set<String> names)
      throws InterruptedException {
    return call(() -> {
      var families = new ArrayList<Family>();
      SortedMap<String, List<MetricSnapshot>> parts = parts(names);
      parts.forEach((name, ofOne) -> families.add(versions.of(name, ofOne)));
      if (names.isEmpty()) {
        versions.retain(parts.keySet());
      }
      Renderings kept =
          renderings.computeIfAbsent(format, f -> new Renderings(f, merge::of, compressor, budget));
      return new Rendered(format, coding, kept.of(families, names.isEmpty(), coding));
    });
  }

  /**
   * Renders other snapshots in the same way, without keeping the result.
   *
   * @param comment a comment line for the formats that have comments; empty for none
   */
  public Rendered render(Format format, Coding coding, MetricSnapshots snapshots, String comment)
      throws InterruptedException {
    return call(() -> {
      var families = new ArrayList<Family>();
      byName(List.of(snapshots), new NameFilter(Set.of()))
          .forEach((name, parts) -> families.add(new Family(name, parts, families.size())));
      var once = new Renderings(format, merge::of, compressor, new TextBudget(0));
      var segments = new ArrayList<Segment>();
      if (!comment.isEmpty()) {
        segments.add(once.segment(format.comment(comment), coding));
      }
      segments.addAll(once.of(families, false, coding));
      return new Rendered(format, coding, segments);
    });
  }

  /** Stops rendering. Returns at once; a second call does nothing. */
  @Override
  public void close() {
    thread.shutdownNow();
  }

  private <T> T call(Callable<T> rendering) throws InterruptedException {
    Future<T> result = thread.submit(rendering);
    try {
      return result.get();
    } catch (InterruptedException e) {
      result.cancel(false);
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private SortedMap<String, List<MetricSnapshot>> parts(Set<String> names) {
    return byName(sources.stream().map(this::read).toList(), new NameFilter(names));
  }

  private static SortedMap<String, List<MetricSnapshot>> byName(
      List<Iterable<MetricSnapshot>> all, NameFilter filter) {
    var parts = new TreeMap<String, List<MetricSnapshot>>();
    for (Iterable<MetricSnapshot> some : all) {
      for (MetricSnapshot part : some) {
        if (filter.selects(part)) {
          parts
              .computeIfAbsent(part.getMetadata().getPrometheusName(), _ -> new ArrayList<>(1))
              .add(part);
        }
      }
    }
    return parts;
  }

  private Iterable<MetricSnapshot> read(Source source) {
    String subject = "source " + source.name();
    try {
      Iterable<MetricSnapshot> snapshots =
          Objects.requireNonNull(source.snapshots().get(), "it returned no snapshots");
      failures.recovered(subject);
      return snapshots;
    } catch (RuntimeException e) {
      failures.log(subject, "left out of the exposition, since it failed", e);
      return new MetricSnapshots();
    }
  }

  /** A platform thread: see {@link Format#writeFamily}. */
  private static ExecutorService thread() {
    var threads = Thread.ofPlatform().daemon().name("sonde-exposition").factory();
    var one =
        new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /**
   * A part of the exposition.
   *
   * @param name its name in the log
   * @param snapshots asked once for each scrape; it must not wait for anything. Several may have
   *     one name; those that contradict are judged as those of several sources are
   */
  public record Source(String name, Supplier<? extends Iterable<MetricSnapshot>> snapshots) {
    /** How long the metrics of the JVM are used. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * {@code jvm_*} and {@code process_*}, of a registry of its own. They are read at most once a
     * second: reading them is the most expensive part of a small scrape, and it stops all threads
     * of the JVM for a moment.
     */
    public static Source jvm() {
      var registry = new PrometheusRegistry();
      JvmMetrics.builder().register(registry);
      return new Source(
          "jvm", new CachedSnapshots(FRESH_NANOS, System::nanoTime, registry::scrape));
    }
  }
}
