package io.sonde.discovery;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.sonde.config.DiscoveryConfig;
import io.sonde.config.DiscoveryConfig.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one list repeatedly, on a virtual thread of its own. When it cannot be read, the last good
 * list stays in use. Thread-safe.
 */
final class Discovery implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Discovery.class.getName());

  /** The time between two reads of files. */
  private static final Duration FILES_EVERY = Duration.ofSeconds(1);

  private final DiscoveryConfig config;
  private final ListSource listing;
  private final Applying applying;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final long begun = System.nanoTime();
  private volatile List<Map<String, String>> entries;
  private volatile State state;
  private volatile @Nullable Thread thread;

  /** Applies a list to the configuration. */
  interface Applying {
    /** Applies the present list, and returns when that is done. */
    void apply(Discovery discovery);

    /** Why entries of its list are left out, such as a name that another list has too. */
    List<String> leftOut(Discovery discovery);
  }

  /**
   * The result of the reads so far.
   *
   * @param problem what is wrong with the list; empty for nothing
   * @param failures how many reads failed
   * @param success when the last successful read ended; null for none
   * @param looked true after the first read
   */
  record State(String problem, long failures, @Nullable Instant success, boolean looked) {}

  /**
   * @param before the discovery of the same name that it replaces; null for none
   */
  Discovery(
      DiscoveryConfig config, ListSource listing, Applying applying, @Nullable Discovery before) {
    this.config = config;
    this.listing = listing;
    this.applying = applying;
    this.entries = before == null ? List.of() : before.entries;
    this.state = before == null ? new State("", 0, null, false) : before.state;
  }

  void start() {
    thread = Thread.ofVirtual().name("sonde: discovery " + config.name()).start(this::run);
  }

  DiscoveryConfig config() {
    return config;
  }

  /** The last good list. */
  List<Map<String, String>> entries() {
    return entries;
  }

  State state() {
    return state;
  }

  /** True when the first read has ended, or its timeout has passed. */
  boolean ready() {
    return state.looked || System.nanoTime() - begun > config.timeout().toNanos();
  }

  private void run() {
    Duration every = config.source() instanceof Source.Files ? FILES_EVERY : config.every();
    try {
      do {
        look();
      } while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      // closed
    } finally {
      listing.close();
    }
  }

  private void look() throws InterruptedException {
    try {
      ListSource.Found found = listing.look().atMost(config.maxTargets());
      List<Map<String, String>> list = found.entries();
      if (!list.equals(entries) || !state.looked || !state.problem.isEmpty()) {
        entries = list;
        applying.apply(this);
      }
      ended(String.join("; ", concat(found.problems(), applying.leftOut(this))));
    } catch (ListException e) {
      ended(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      // The next read may succeed. This thread must not end.
      LOGGER.log(ERROR, "discovery " + config.name() + ": cannot read its list", e);
      ended(e.toString());
    }
  }

  private static List<String> concat(List<String> some, List<String> others) {
    return Stream.of(some, others).flatMap(List::stream).toList();
  }

  private void ended(String problem) {
    if (closed.getCount() == 0) {
      return;
    }
    State before = state;
    boolean good = problem.isEmpty();
    state =
        new State(
            problem, before.failures + (good ? 0 : 1), good ? Instant.now() : before.success, true);
    if (!good && !Objects.equals(problem, before.problem)) {
      LOGGER.log(
          WARNING,
          "discovery {0}: the list has problems, so the last good one, or the good part of this"
              + " one, stays in use: {1}",
          config.name(),
          problem);
    } else if (good && !before.problem.isEmpty()) {
      LOGGER.log(INFO, "discovery {0}: the list has no problems any more", config.name());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
