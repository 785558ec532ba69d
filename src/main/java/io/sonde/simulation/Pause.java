package io.sonde.simulation;

/** The delay of the simulated handler. Tests replace it by one that they end themselves. */
@FunctionalInterface
interface Pause {
  /** Blocks the calling thread for the given number of nanoseconds. */
  void of(long nanos) throws InterruptedException;
}
