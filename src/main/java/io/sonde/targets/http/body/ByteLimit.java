package io.sonde.targets.http.body;

import io.sonde.targets.ReadException.Reason;
import java.util.Locale;

/**
 * The number of bytes that one read may still receive, over all of its answers. For the reading
 * thread only.
 */
public final class ByteLimit {
  private final long most;
  private final String unit;
  private long taken;

  private ByteLimit(long most, String unit) {
    this.most = most;
    this.unit = unit;
  }

  /** A limit of the bytes before decompression. */
  public static ByteLimit ofWire(long most) {
    return new ByteLimit(most, "");
  }

  /** A limit of the bytes after decompression. */
  public static ByteLimit ofText(long most) {
    return new ByteLimit(most, " after decompression");
  }

  /**
   * Counts received bytes.
   *
   * @throws BodyException {@code LIMIT} when there are more than allowed
   */
  void take(long bytes) throws BodyException {
    if (bytes > most - taken) {
      throw new BodyException(
          Reason.LIMIT,
          String.format(Locale.ROOT, "the answer is larger than %,d bytes%s", most, unit),
          null);
    }
    taken += bytes;
  }
}
