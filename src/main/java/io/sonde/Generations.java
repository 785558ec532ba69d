package io.sonde;

import static java.lang.System.Logger.Level.INFO;

import io.sonde.collection.CollectionSet;
import io.sonde.config.SondeConfig;
import io.sonde.discovery.DiscoveredTargets;
import io.sonde.discovery.Discoveries;
import io.sonde.logging.Logging;
import io.sonde.metrics.Instruments;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The generation in use. Another configuration or other lists of targets replace it as a whole, or
 * not at all. Targets and collections that are equal in both generations keep their connections,
 * samples, counters and schedules. Thread-safe.
 */
final class Generations implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Generations.class.getName());

  private final Function<TargetConfig, Target> open;
  private final Consumer<SondeConfig> changed;
  private final Discoveries discoveries;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Generation current; // written under the lock
  private volatile boolean stopped; // written under the lock

  /** The targets of a configuration cannot be opened. The cause says why. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(RuntimeException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * The first generation, which does not collect yet.
   *
   * @param open opens a target
   * @param memory the memory budget of all reads, shared by all generations
   * @param changed is called with the new configuration when targets or collectors have changed
   */
  Generations(
      SondeConfig config,
      Function<TargetConfig, Target> open,
      Instruments instruments,
      ReadMemory memory,
      Consumer<SondeConfig> changed) {
    this.changed = changed;
    this.open = open;
    var targets = DiscoveredTargets.of(config, Map.of());
    var collections = new CollectionSet(targets.config(), open, instruments, memory);
    this.current = new Generation(1, config, targets, collections, false);
    this.discoveries =
        new Discoveries(open, this::collections, () -> current.targets(), this::discovered);
  }

  /** Starts the collections and the discoveries. */
  void start() {
    current.collections().start();
    discoveries.follow(current.config().discoveries());
  }

  /** The lists of targets of the configuration in use. */
  Discoveries discoveries() {
    return discoveries;
  }

  /**
   * True from the first time that all is ready: neither a reload nor a longer list changes that.
   */
  boolean ready() {
    return current.wasReady() || (discoveries.ready() && current.collections().ready());
  }

  Generation current() {
    return current;
  }

  /** The collections of the configuration in use. */
  CollectionSet collections() {
    return current.collections();
  }

  /** True when Sonde is stopping. */
  boolean stopped() {
    return stopped;
  }

  /**
   * Replaces the generation in use by one with another configuration.
   *
   * @return the differences between the two, for the log; null when Sonde is stopping
   * @throws UnusableException when targets cannot be opened. Then nothing has changed
   */
  @Nullable String replace(SondeConfig config) throws UnusableException {
    lock.lock();
    try {
      if (stopped) {
        return null;
      }
      Generation before = current;
      var targets = DiscoveredTargets.of(config, discoveries.entries());
      CollectionSet collections;
      try {
        collections = before.collections().next(targets.config(), open);
      } catch (RuntimeException e) {
        throw new UnusableException(e);
      }
      if (!config.log().equals(before.config().log())) {
        Logging.configure(config.log());
      }
      current = new Generation(before.number() + 1, config, targets, collections, ready());
      collections.replace(before.collections());
      changed.accept(targets.config());
      discoveries.follow(config.discoveries());
      return collections.comparedWith(before.collections());
    } finally {
      lock.unlock();
    }
  }

  /** Applies the present lists of targets. */
  private void discovered() {
    lock.lock();
    try {
      if (stopped) {
        return;
      }
      Generation before = current;
      var targets = DiscoveredTargets.of(before.config(), discoveries.entries());
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

  /** Ends the schedules. From now on nothing replaces the generation. */
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
