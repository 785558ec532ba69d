package io.sonde.targets.jmx.rmi;

import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * The memory that the answers of one turn take, beside those of all other reads. Estimates: what an
 * object takes while it is read and made into a value. Not thread-safe.
 */
final class RmiMemory {
  /** Asked for at once, so that nearly all turns ask once. */
  private static final long STEP = 32 << 10;

  private final Reading reading;
  private final long maxAnswer;
  private long held;
  private long used;

  /**
   * @param maxAnswer the most bytes of one answer
   */
  RmiMemory(Reading reading, long maxAnswer) {
    this.reading = reading;
    this.maxAnswer = maxAnswer;
  }

  /**
   * Asks for memory that is about to be used.
   *
   * @throws RmiInput.Limit when there is no room for it
   */
  void use(long bytes) throws IOException {
    used += bytes;
    if (used <= held) {
      return;
    }
    long more = Math.max(STEP, used - held);
    try {
      reading.hold(more);
    } catch (ReadException e) {
      throw new RmiInput.Limit(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
    held += more;
  }

  /** Refuses a length that is announced and that no answer may have. */
  void check(long length) throws IOException {
    if (length < 0 || length > maxAnswer) {
      throw RmiInput.tooLarge(maxAnswer);
    }
  }

  /** Says that some of it is free again, for later answers of the turn. */
  void give(long bytes) {
    used -= bytes;
  }

  /** What is in use. */
  long used() {
    return used;
  }
}
