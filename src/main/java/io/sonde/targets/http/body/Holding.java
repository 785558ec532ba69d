package io.sonde.targets.http.body;

import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;

/**
 * The memory that one read holds at a time: it is taken from what all reads share in large steps,
 * and given back when the document is done with. For the reading thread alone.
 */
public final class Holding implements AutoCloseable {
  private static final long STEP = 64 * 1024;

  private final Reading reading;
  private long counted;
  private long held;

  public Holding(Reading reading) {
    this.reading = reading;
  }

  /**
   * Counts bytes of memory that are filled next.
   *
   * @throws BodyException {@code LIMIT} when there is no room for them, {@code TIMEOUT} when the
   *     read was given up
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

  /** What is counted so far; see {@link #reset}. */
  public long mark() {
    return counted;
  }

  /** Forgets what was counted after a mark: it is no longer in memory. */
  public void reset(long mark) {
    counted = mark;
  }

  /** The read whose memory it is. */
  public Reading reading() {
    return reading;
  }

  /** Gives all of it back. */
  @Override
  public void close() {
    reading.release(held);
    held = 0;
    counted = 0;
  }
}
