package io.sonde.exposition;

import io.sonde.exposition.Segment.Deflated;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses what is written to it into segments, one after the other. It uses the fastest
 * compression level, since most segments are replaced at the next collection.
 *
 * <p>{@link #flush} does nothing, since the writers of the formats flush at the end of each family.
 * {@link #close} frees the native memory. For one thread.
 */
final class DeflatingStream extends OutputStream {
  private static final int BUFFER = 16 * 1024;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[BUFFER];
  private ByteArrayOutputStream compressed = new ByteArrayOutputStream(0);

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    crc.update(bytes, offset, count);
    deflater.setInput(bytes, offset, count);
    while (!deflater.needsInput()) {
      drain(Deflater.NO_FLUSH);
    }
  }

  /** Compresses bytes into a segment of their own. */
  Deflated segment(byte[] bytes) {
    begin();
    write(bytes, 0, bytes.length);
    return end();
  }

  /** Begins a segment, and drops the rest of one that failed. */
  void begin() {
    deflater.reset();
    crc.reset();
    compressed = new ByteArrayOutputStream();
  }

  /** Ends the segment. */
  Deflated end() {
    while (drain(Deflater.SYNC_FLUSH) == buffer.length) {
      // The buffer is full: there may be more.
    }
    var segment =
        new Deflated(compressed.toByteArray(), deflater.getBytesRead(), (int) crc.getValue());
    compressed = new ByteArrayOutputStream(0);
    return segment;
  }

  @Override
  public void close() {
    deflater.end();
  }

  private int drain(int flush) {
    int count = deflater.deflate(buffer, 0, buffer.length, flush);
    compressed.write(buffer, 0, count);
    return count;
  }
}
