package io.sonde;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.sonde.collection.CollectionSet;
import io.sonde.config.ReloadState;
import io.sonde.config.SondeConfig;
import io.sonde.config.load.ConfigSource;
import io.sonde.discovery.DiscoveredTargets;
import io.sonde.discovery.Discoveries;
import io.sonde.logging.Logging;
import io.sonde.metrics.Instruments;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.web.ReloadObserver.Reloaded;
import io.sonde.yaml.Problem;
import io.sonde.yaml.SourceFiles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The configuration at work, and its reload: a new configuration takes its place as a whole, or not
 * at all. Targets and collections that are equal in both keep their connections, samples, counters
 * and turns. One reload at a time; thread-safe.
 */
final class Generations implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Generations.class.getName());

  private final @Nullable ConfigSource source;
  private final SondeConfig started;
  private final Function<TargetConfig, Target> open;
  private final Consumer<SondeConfig> changed;
  private final Discoveries discoveries;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong asked = new AtomicLong();
  private volatile Generation current;
  private volatile ReloadState state;
  private volatile SourceFiles followed;

  // Guarded by the lock.
  private boolean stopped;
  private long answered;
  private Reloaded last = new Reloaded(true, List.of());

  /**
   * The first generation, which does not collect yet.
   *
   * @param config what is at work
   * @param source where it came from; null when it cannot be read again
   * @param followed what it was read from
   * @param open makes the targets
   * @param memory of all reads, through all generations
   * @param changed is told when other targets or collectors are at work
   */
  Generations(
      SondeConfig config,
      @Nullable ConfigSource source,
      SourceFiles followed,
      Function<TargetConfig, Target> open,
      Instruments instruments,
      ReadMemory memory,
      Consumer<SondeConfig> changed) {
    this.changed = changed;
    this.started = config;
    this.source = source;
    this.followed = followed;
    this.open = open;
    var targets = DiscoveredTargets.of(config, Map.of());
    var collections = new CollectionSet(targets.config(), open, instruments, memory);
    this.current = new Generation(1, config, targets, collections, false);
    this.discoveries =
        new Discoveries(open, this::collections, () -> current.targets(), this::discovered);
    this.state =
        new ReloadState(
            1, source == null ? null : source.file(), Instant.now(), List.of(), List.of());
    instruments.reload(() -> state.successful(), () -> state.loaded().toEpochMilli() / 1e3);
  }

  /** Begins to collect. */
  void start() {
    current.collections().start();
    discoveries.follow(current.config().discoveries());
  }

  /** The lists of targets of the configuration at work. */
  Discoveries discoveries() {
    return discoveries;
  }

  /** True once it has been ready: a reload or a longer list does not make Sonde unready. */
  boolean ready() {
    return current.wasReady() || (discoveries.ready() && current.collections().ready());
  }

  Generation current() {
    return current;
  }

  /** The collections of the configuration at work. */
  CollectionSet collections() {
    return current.collections();
  }

  ReloadState state() {
    return state;
  }

  /** What the configuration was read from when it was last tried. */
  SourceFiles followed() {
    return followed;
  }

  /**
   * Reads the configuration again and puts it to work, or returns its problems. Calls that wait for
   * a reload to end share the next one.
   *
   * @param trigger what asked for it, for the log
   */
  Reloaded reload(String trigger) {
    if (source == null || source.file() == null) {
      String nothing = "there is nothing to reload: Sonde was started without a configuration file";
      LOGGER.log(WARNING, "{0}: {1}", trigger, nothing);
      return new Reloaded(false, List.of(nothing));
    }
    long ticket = asked.incrementAndGet();
    lock.lock();
    try {
      if (stopped) {
        return new Reloaded(false, List.of("not reloaded, since Sonde is stopping"));
      }
      if (answered < ticket) {
        answered = asked.get();
        last = reload(source, trigger);
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  private Reloaded reload(ConfigSource from, String trigger) {
    ConfigSource.Loaded loaded = from.load();
    boolean same = loaded.followed().asRead().equals(followed.asRead());
    followed = loaded.followed();
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
    Generation before = current;
    var targets = DiscoveredTargets.of(config, discoveries.entries());
    CollectionSet collections;
    try {
      collections = before.collections().next(targets.config(), open);
    } catch (RuntimeException e) {
      LOGGER.log(WARNING, "a configuration without problems could not be put to work", e);
      return refused(trigger, List.of(from.file() + ": cannot be put to work: " + e.getMessage()));
    }
    if (!config.log().equals(before.config().log())) {
      Logging.configure(config.log());
    }
    List<String> restart = RestartKeys.changed(started, config);
    current = new Generation(before.number() + 1, config, targets, collections, ready());
    state = new ReloadState(current.number(), from.file(), Instant.now(), List.of(), restart);
    collections.replace(before.collections());
    changed.accept(targets.config());
    discoveries.follow(config.discoveries());
    return effective(trigger, before.collections(), restart);
  }

  /** The files are as they were when the configuration at work was read. */
  private Reloaded unchanged(String trigger) {
    ReloadState now = state;
    state = new ReloadState(now.generation(), now.file(), Instant.now(), List.of(), now.restart());
    String done =
        "nothing has changed, generation %d stays at work: %s"
            .formatted(now.generation(), now.file());
    LOGGER.log(INFO, "{0}: {1}", trigger, done);
    return new Reloaded(true, List.of(done));
  }

  private Reloaded effective(String trigger, CollectionSet before, List<String> restart) {
    Generation now = current;
    String done =
        "generation %d is at work: %s, %s"
            .formatted(now.number(), state.file(), now.collections().comparedWith(before));
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
        "{0}: the configuration was refused, generation {1} stays at work; problems: {2}",
        trigger,
        now.generation(),
        problems.size());
    problems.forEach(problem -> LOGGER.log(WARNING, "{0}", problem));
    return new Reloaded(false, problems);
  }

  /** Puts the lists of targets to work as they are now. */
  private void discovered() {
    lock.lock();
    try {
      Generation before = current;
      var targets = DiscoveredTargets.of(before.config(), discoveries.entries());
      if (stopped) {
        return;
      }
      boolean same =
          targets.config().targets().equals(before.targets().config().targets())
              && targets.config().collectors().equals(before.targets().config().collectors());
      CollectionSet collections =
          same ? before.collections() : before.collections().next(targets.config(), open);
      current = new Generation(before.number(), before.config(), targets, collections, ready());
      if (!same) {
        collections.replace(before.collections());
        changed.accept(targets.config());
        LOGGER.log(
            INFO,
            "the lists of targets have changed: {0}",
            collections.comparedWith(before.collections()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends turns and reloads. */
  void stop() {
    discoveries.close();
    lock.lock();
    try {
      stopped = true;
      current.collections().stop();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    current.collections().close();
  }
}
