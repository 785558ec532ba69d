package io.sonde.targets.jmx.rmi;

import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Accounts for the memory of the answers of one read, out of the budget of all reads. Has estimates
 * of the memory of an object while it is read and converted. Not thread-safe.
 */
final class RmiMemory {
  /** The amount that is requested first; enough for most reads. */
  private static final long STEP = 32 << 10;

  private final Reading reading;
  private final long maxAnswer;
  private long held;
  private long used;

  /**
   * @param maxAnswer the maximum number of bytes of one answer
   */
  RmiMemory(Reading reading, long maxAnswer) {
    this.reading = reading;
    this.maxAnswer = maxAnswer;
  }

  /**
   * Requests memory before it is used.
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

  /** Refuses an announced length that exceeds the maximum. */
  void check(long length) throws IOException {
    if (length < 0 || length > maxAnswer) {
      throw RmiInput.tooLarge(maxAnswer);
    }
  }

  /** Releases memory for later answers of the read. */
  void release(long bytes) {
    used -= bytes;
  }

  /** The memory in use. */
  long used() {
    return used;
  }
}
