package io.sonde.simulation;

/** How the simulated handler waits; another one lets tests decide when a wait is over. */
@FunctionalInterface
interface Pause {
  /** Blocks the calling thread for so many nanoseconds. */
  void of(long nanos) throws InterruptedException;
}
