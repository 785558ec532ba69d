package io.sonde.targets.http.body;

import io.sonde.targets.ReadException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses gzip, up to a number of bytes. The stream of the JDK (25) is not used: it recurses
 * for each empty member, until the stack is full, and takes a body that fails between two members
 * for one that has ended.
 *
 * <p>For one thread. Source: RFC 1952.
 */
final class Gunzip extends InputStream {
  private static final int PART = 8 * 1024;
  private static final int MAGIC = 0x8b1f;
  private static final int DEFLATED = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream zipped;
  private final ByteLimit limit;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] part = new byte[PART];
  private int next; // of the part
  private int end; // of the part
  private boolean inMember;
  private boolean ended;

  /**
   * @param limit limits the bytes after decompression
   */
  Gunzip(InputStream zipped, ByteLimit limit) throws IOException {
    this.zipped = zipped;
    this.limit = limit;
    if (!fill()) {
      throw broken("it is empty", null);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember && !begin()) {
        close();
        return -1;
      }
      int count = inflate(bytes, offset, length);
      if (count > 0) {
        checksum.update(bytes, offset, count);
        limit.take(count);
        return count;
      }
      if (inflater.finished()) {
        end();
      } else if (inflater.needsInput()) {
        more();
      } else {
        throw broken("it needs a dictionary", null);
      }
    }
    return -1;
  }

  private int inflate(byte[] bytes, int offset, int length) throws BodyException {
    try {
      return inflater.inflate(bytes, offset, length);
    } catch (DataFormatException e) {
      throw broken(String.valueOf(e.getMessage()), e);
    }
  }

  private void more() throws IOException {
    if (next == end && !fill()) {
      throw broken("it ends too early", null);
    }
    inflater.setInput(part, next, end - next);
    next = end;
  }

  /** Reads the header of a member; false when there is none. */
  private boolean begin() throws IOException {
    if (next == end && !fill()) {
      return false;
    }
    if (number(2) != MAGIC || number(1) != DEFLATED) {
      throw broken("Not in GZIP format", null);
    }
    int flags = (int) number(1);
    skip(6); // time, level, system
    if ((flags & EXTRA) != 0) {
      skip((int) number(2));
    }
    for (int flag : new int[] {NAME, COMMENT}) {
      while ((flags & flag) != 0 && number(1) != 0) {
        // The text ends with a zero.
      }
    }
    skip((flags & HEADER_CRC) == 0 ? 0 : 2);
    inflater.reset();
    checksum.reset();
    inMember = true;
    return true;
  }

  /** Reads the trailer of a member. */
  private void end() throws IOException {
    next = end - inflater.getRemaining();
    if (number(4) != checksum.getValue()
        || number(4) != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw broken("Corrupt GZIP trailer", null);
    }
    inMember = false;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      number(1);
    }
  }

  /** A number of so many bytes, the lowest first. */
  private long number(int size) throws IOException {
    long number = 0;
    for (int i = 0; i < size; i++) {
      if (next == end && !fill()) {
        throw broken("it ends too early", null);
      }
      number |= (part[next++] & 0xFFL) << (8 * i);
    }
    return number;
  }

  private boolean fill() throws IOException {
    next = 0;
    end = Math.max(0, zipped.read(part));
    return end > 0;
  }

  private static BodyException broken(String why, @Nullable Exception cause) {
    return new BodyException(Reason.READ, "the gzip body is broken: " + why, cause);
  }

  @Override
  public void close() {
    ended = true;
    inflater.end();
  }
}
