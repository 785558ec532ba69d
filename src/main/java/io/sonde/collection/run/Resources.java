package io.sonde.collection.run;

import io.sonde.collection.journal.Journal;
import io.sonde.collection.schedule.Timer;
import io.sonde.targets.ReadMemory;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * What all collections of all generations share.
 *
 * @param processor as many permits as reads may parse or map at once
 * @param memory the memory budget of all reads
 * @param taken names of samples that Sonde itself exposes and that no collection may have
 */
public record Resources(
    Timer timer, Semaphore processor, ReadMemory memory, Journal journal, Set<String> taken) {
  /** The most collections that parse or map at once. */
  private static final int PARSERS = 4;

  /** The budget of all reads is the heap divided by this. */
  private static final int MEMORY_SHARE = 4;

  /** With a budget of a quarter of the heap. */
  public static Resources of(Timer timer) {
    return of(timer, shareOfHeap());
  }

  /** With another memory budget. */
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

  /** One less than there are carriers of virtual threads, so that one is left for scrapes. */
  private static int parsers() {
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    return Math.clamp(carriers - 1, 1, PARSERS);
  }
}
