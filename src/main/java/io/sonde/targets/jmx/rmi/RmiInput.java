package io.sonde.targets.jmx.rmi;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * The bytes of answers. Waits for bytes until the deadline of the read, without a share of the
 * processor, and limits the size of an answer. Not thread-safe.
 */
final class RmiInput extends FilterInputStream {
  private final Socket plain;
  private final long bound;
  private Reading reading;
  private long taken;

  /**
   * @param plain the socket of the bytes, below TLS
   * @param bound the maximum number of bytes of one answer
   */
  RmiInput(InputStream in, Socket plain, long bound, Reading reading) {
    super(in);
    this.plain = plain;
    this.bound = bound;
    this.reading = reading;
  }

  /** Begins another read. */
  void nextRead(Reading next) {
    reading = next;
  }

  /** Begins another answer. */
  void begin() {
    taken = 0;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    plain.setSoTimeout(reading.millisLeft());
    int read;
    try (var _ = reading.waiting()) {
      read = super.read(bytes, offset, length);
    }
    taken += Math.max(read, 0);
    if (taken > bound) {
      throw tooLarge(bound);
    }
    return read;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  static Limit tooLarge(long bound) {
    return tooLarge("an answer of more than " + bound + " bytes (max-body)");
  }

  static Limit tooLarge(String what) {
    return new Limit(new ReadException(Reason.LIMIT, what, null));
  }

  /** Thrown when a limit is exceeded; the cause says which. */
  static final class Limit extends IOException {
    private static final long serialVersionUID = 1L;

    Limit(ReadException cause) {
      super(cause.getMessage(), cause);
    }

    /** The same failure with the address before the message. */
    Limit at(String place) {
      return getCause() instanceof ReadException cause
          ? new Limit(new ReadException(cause.reason(), place + ": " + cause.getMessage(), cause))
          : this;
    }
  }
}
