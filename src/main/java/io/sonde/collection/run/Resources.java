package io.sonde.collection.run;

import io.sonde.collection.journal.Journal;
import io.sonde.collection.schedule.Timer;
import io.sonde.targets.ReadMemory;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * What all collections share, through all generations.
 *
 * @param processor a permit for each collection that may parse or map at once
 * @param memory what all reads may hold together
 * @param taken names of samples that Sonde itself exposes and that no collection may have
 */
public record Resources(
    Timer timer, Semaphore processor, ReadMemory memory, Journal journal, Set<String> taken) {
  /** The most collections that parse or map at once. */
  private static final int PARSERS = 4;

  /** Reads may hold one part in so many of the heap, together. */
  private static final int MEMORY_SHARE = 4;

  /** Those of this machine. */
  public static Resources of(Timer timer) {
    return of(timer, shareOfHeap());
  }

  /** The same, where the bytes of all reads have another bound. */
  public static Resources of(Timer timer, ReadMemory memory) {
    return new Resources(timer, new Semaphore(parsers()), memory, new Journal(), Set.of());
  }

  /** The same, where Sonde itself exposes samples with these names. */
  public Resources withTaken(Set<String> names) {
    return new Resources(timer, processor, memory, journal, Set.copyOf(names));
  }

  /** A quarter of the heap. */
  public static ReadMemory shareOfHeap() {
    return new ReadMemory(Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
  }

  /**
   * As many as may parse at once, and one less than there are carriers of virtual threads: one is
   * left for scrapes.
   */
  private static int parsers() {
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    return Math.clamp(carriers - 1, 1, PARSERS);
  }
}
