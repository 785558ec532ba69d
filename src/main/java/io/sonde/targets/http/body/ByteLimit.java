package io.sonde.targets.http.body;

import io.sonde.targets.ReadException.Reason;
import java.util.Locale;

/**
 * The number of bytes that one read may still receive, over all of its answers. For the reading
 * thread only.
 */
public final class ByteLimit {
  private final long most;
  private final String words;
  private long taken;

  private ByteLimit(long most, String words) {
    this.most = most;
    this.words = words;
  }

  /** The bytes before decompression. */
  public static ByteLimit ofWire(long most) {
    return new ByteLimit(most, "");
  }

  /** The bytes after decompression. */
  public static ByteLimit ofText(long most) {
    return new ByteLimit(most, " when unzipped");
  }

  /**
   * Takes so many bytes.
   *
   * @throws BodyException {@code LIMIT} when there are not so many left
   */
  void take(long bytes) throws BodyException {
    if (bytes > most - taken) {
      throw new BodyException(
          Reason.LIMIT,
          String.format(Locale.ROOT, "the answer is larger than %,d bytes%s", most, words),
          null);
    }
    taken += bytes;
  }
}
