package io.sonde.targets;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** When the time of a read is up: at the end of its timeout, or when it is cancelled before. */
public final class Deadline {
  private final long end;
  private final Reading reading;

  /** A time that begins now. */
  public Deadline(Duration timeout, Reading reading) {
    this.end = System.nanoTime() + timeout.toNanos();
    this.reading = reading;
  }

  /** What is left, in nanoseconds; 0 or less when time is up. */
  public long nanos() {
    return reading.cancelled() ? 0 : end - System.nanoTime();
  }

  /** True when time is up. */
  public boolean passed() {
    return nanos() <= 0;
  }

  /**
   * What is left, as sockets take it: rounded up, so that nothing gives up before its time.
   *
   * @throws SocketTimeoutException when time is up
   */
  public int millis() throws SocketTimeoutException {
    long nanos = nanos();
    if (nanos <= 0) {
      throw new SocketTimeoutException("the time is up");
    }
    return Math.clamp(Math.ceilDiv(nanos, 1_000_000), 1, Integer.MAX_VALUE);
  }
}
