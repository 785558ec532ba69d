package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * The bytes of answers: it waits for them no longer than the reading, however few come at a time,
 * and takes no more of them than the bound. Not thread-safe.
 */
public final class RmiInput extends FilterInputStream {
  private static final int MAX_ANSWER = 64 << 20;

  private final Socket plain;
  private Reading reading;
  private long taken;

  /**
   * @param plain the socket that the bytes come through, below TLS
   */
  RmiInput(InputStream in, Socket plain, Reading reading) {
    super(in);
    this.plain = plain;
    this.reading = reading;
  }

  /** Begins another turn. */
  public void until(Reading next) {
    reading = next;
  }

  /** Begins another answer. */
  public void begin() {
    taken = 0;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    plain.setSoTimeout(reading.millisLeft());
    int read = super.read(bytes, offset, length);
    taken += Math.max(read, 0);
    if (taken > MAX_ANSWER) {
      throw new TooLarge("an answer of more than " + (MAX_ANSWER >> 20) + " MiB");
    }
    return read;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** An answer of more bytes than Sonde takes. */
  public static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }
}
