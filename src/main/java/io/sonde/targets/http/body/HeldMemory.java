package io.sonde.targets.http.body;

import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;

/**
 * The memory that one read holds. It is taken from the common budget in large steps, and released
 * after each document. For the reading thread only.
 */
public final class HeldMemory implements AutoCloseable {
  private static final long STEP = 64 * 1024;

  private final Reading reading;
  private long counted;
  private long held;

  public HeldMemory(Reading reading) {
    this.reading = reading;
  }

  /**
   * Reserves memory before it is used.
   *
   * @throws BodyException {@code LIMIT} when the budget is exhausted, {@code TIMEOUT} when the read
   *     was given up
   */
  public void add(long bytes) throws BodyException, InterruptedException {
    counted += bytes;
    if (counted <= held) {
      return;
    }
    long more = Math.max(STEP, Math.max(counted - held, held / 2));
    try {
      reading.hold(more);
    } catch (ReadException e) {
      throw BodyException.of(e);
    }
    held += more;
  }

  /** The reserved bytes, as a mark for {@link #reset}. */
  public long mark() {
    return counted;
  }

  /** Releases what was reserved after a mark. */
  public void reset(long mark) {
    counted = mark;
  }

  /** The read that holds the memory. */
  public Reading reading() {
    return reading;
  }

  /** Releases all of it. */
  @Override
  public void close() {
    reading.release(held);
    held = 0;
    counted = 0;
  }
}
