package io.sonde.exposition;

import io.sonde.exposition.Segment.Deflated;
import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses bytes into segments. It uses the fastest compression level, since most segments are
 * replaced at the next collection.
 *
 * <p>{@link #close} frees the native memory. For one thread.
 */
final class Compressor implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[BUFFER];

  /** Compresses bytes into a segment of their own. */
  Deflated segment(byte[] bytes) {
    return segment(bytes, bytes.length);
  }

  /** Compresses the first bytes of an array into a segment of their own. */
  Deflated segment(byte[] bytes, int length) {
    deflater.reset();
    crc.reset();
    crc.update(bytes, 0, length);
    deflater.setInput(bytes, 0, length);
    var compressed = new ByteArrayOutputStream();
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      compressed.write(buffer, 0, count);
    } while (count == buffer.length); // the buffer is full: there may be more
    return new Deflated(compressed.toByteArray(), length, (int) crc.getValue());
  }

  @Override
  public void close() {
    deflater.end();
  }
}
