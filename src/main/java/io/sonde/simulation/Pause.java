package io.sonde.simulation;

/** How the simulated handler waits. Tests use one that ends when they say so. */
@FunctionalInterface
interface Pause {
  /** Blocks the calling thread for the given number of nanoseconds. */
  void of(long nanos) throws InterruptedException;
}
