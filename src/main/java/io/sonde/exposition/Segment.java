package io.sonde.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A stretch of an exposition, compressed: it can stand anywhere in a gzip member, and it can be
 * sent plain. Immutable.
 */
final class Segment {
  private static final int BUFFER = 16 * 1024;

  private final byte[] deflated;
  private final long length;
  private final int crc;

  /**
   * @param deflated raw deflate data that ends on a byte and refers to nothing before it; not to be
   *     changed
   * @param length of what is compressed, in bytes
   * @param crc the CRC-32 of what is compressed
   */
  Segment(byte[] deflated, long length, int crc) {
    this.deflated = deflated;
    this.length = length;
    this.crc = crc;
  }

  long length() {
    return length;
  }

  int crc() {
    return crc;
  }

  /** Writes it as it is. */
  void copy(OutputStream out) throws IOException {
    out.write(deflated);
  }

  /** Writes what is compressed. */
  void inflate(OutputStream out) throws IOException {
    var inflater = new Inflater(true);
    try {
      inflater.setInput(deflated);
      var buffer = new byte[BUFFER];
      while (inflater.getBytesWritten() < length) {
        out.write(buffer, 0, inflater.inflate(buffer));
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("a segment is what a deflater made", e);
    } finally {
      inflater.end();
    }
  }
}
