package io.sonde;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.sonde.config.ReloadState;
import io.sonde.config.SondeConfig;
import io.sonde.config.load.ConfigSource;
import io.sonde.metrics.Instruments;
import io.sonde.web.ReloadObserver.Reloaded;
import io.sonde.yaml.Problem;
import io.sonde.yaml.SourceFiles;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration again and, when it has no problem, applies it. One reload at a time;
 * thread-safe.
 */
final class Reloader {
  private static final System.Logger LOGGER = System.getLogger(Reloader.class.getName());

  private final @Nullable ConfigSource source;
  private final SondeConfig started;
  private final Generations generations;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong requests = new AtomicLong();
  private volatile ReloadState state;
  private volatile SourceFiles files;

  // Guarded by the lock.
  private long answered;
  private Reloaded last = new Reloaded(true, List.of());

  /**
   * @param source the source of the configuration in use; null when it cannot be read again
   * @param files the files that the configuration in use was read from
   */
  Reloader(
      @Nullable ConfigSource source,
      SourceFiles files,
      Generations generations,
      Instruments instruments) {
    this.source = source;
    this.files = files;
    this.generations = generations;
    this.started = generations.current().config();
    this.state =
        new ReloadState(
            1, source == null ? null : source.file(), Instant.now(), List.of(), List.of());
    instruments.reload(() -> state.successful(), () -> state.loaded().toEpochMilli() / 1e3);
  }

  ReloadState state() {
    return state;
  }

  /** True when there is a file that can be read again. */
  boolean hasFile() {
    return source != null && source.file() != null;
  }

  /** The files that were read when a configuration was last loaded, with problems or without. */
  SourceFiles files() {
    return files;
  }

  /**
   * Reads the configuration again and applies it, or returns its problems. Requests that wait for a
   * reload to end share the next one.
   *
   * @param trigger the cause of the reload, for the log
   */
  Reloaded reload(String trigger) {
    if (source == null || source.file() == null) {
      String nothing = "there is nothing to reload: Sonde was started without a configuration file";
      LOGGER.log(WARNING, "{0}: {1}", trigger, nothing);
      return new Reloaded(false, List.of(nothing));
    }
    long request = requests.incrementAndGet();
    lock.lock();
    try {
      if (generations.stopped()) {
        return stopping();
      }
      if (answered < request) {
        answered = requests.get();
        last = reload(source, trigger);
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  private Reloaded reload(ConfigSource from, String trigger) {
    ConfigSource.Loaded loaded = from.load();
    boolean same = loaded.files().asRead().equals(files.asRead());
    files = loaded.files();
    SondeConfig config = loaded.config();
    if (config == null) {
      return refused(trigger, loaded.problems().stream().map(Problem::toString).toList());
    }
    if (same && state.successful()) {
      return unchanged(trigger);
    }
    List<String> taken = RestartKeys.taken(started, config);
    if (!taken.isEmpty()) {
      return refused(trigger, taken);
    }
    try {
      String differences = generations.replace(config);
      return differences == null ? stopping() : replaced(trigger, config, differences);
    } catch (Generations.UnusableException e) {
      LOGGER.log(WARNING, "a configuration without problems could not be applied", e.getCause());
      return refused(trigger, List.of(from.file() + ": cannot be applied: " + e.getMessage()));
    }
  }

  private static Reloaded stopping() {
    return new Reloaded(false, List.of("not reloaded, since Sonde is stopping"));
  }

  /** The files are as they were when the configuration in use was read. */
  private Reloaded unchanged(String trigger) {
    ReloadState now = state;
    state = new ReloadState(now.generation(), now.file(), Instant.now(), List.of(), now.restart());
    String done =
        "nothing has changed, generation %d stays in use: %s"
            .formatted(now.generation(), now.file());
    LOGGER.log(INFO, "{0}: {1}", trigger, done);
    return new Reloaded(true, List.of(done));
  }

  private Reloaded replaced(String trigger, SondeConfig config, String differences) {
    List<String> restart = RestartKeys.changed(started, config);
    int generation = generations.current().number();
    state = new ReloadState(generation, state.file(), Instant.now(), List.of(), restart);
    String done =
        "generation %d is in use: %s, %s".formatted(generation, state.file(), differences);
    LOGGER.log(INFO, "{0}: {1}", trigger, done);
    if (restart.isEmpty()) {
      return new Reloaded(true, List.of(done));
    }
    String needed = "a restart is needed for: " + String.join(", ", restart);
    LOGGER.log(WARNING, "{0}: {1}", trigger, needed);
    return new Reloaded(true, List.of(done, needed));
  }

  private Reloaded refused(String trigger, List<String> problems) {
    ReloadState now = state;
    state = new ReloadState(now.generation(), now.file(), now.loaded(), problems, now.restart());
    LOGGER.log(
        WARNING,
        "{0}: the configuration was refused, generation {1} stays in use; problems: {2}",
        trigger,
        now.generation(),
        problems.size());
    problems.forEach(problem -> LOGGER.log(WARNING, "{0}", problem));
    return new Reloaded(false, problems);
  }
}
