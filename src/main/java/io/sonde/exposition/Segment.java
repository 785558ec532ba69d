package io.sonde.exposition;

import org.jspecify.annotations.Nullable;

/**
 * A part of an exposition: bytes of the format, compressed or not. The arrays are never changed.
 */
sealed interface Segment {
  /** The number of bytes before compression. */
  long length();

  /** Uncompressed bytes. */
  @SuppressWarnings("ArrayRecordComponent")
  record Plain(byte[] bytes) implements Segment {
    @Override
    public long length() {
      return bytes.length;
    }
  }

  /**
   * Compressed bytes that can be put anywhere in a gzip member.
   *
   * @param bytes raw deflate data that ends at a byte boundary, has no final block, and does not
   *     refer to data before it
   * @param length the number of bytes before compression
   * @param crc the CRC-32 of the bytes before compression
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Deflated(byte[] bytes, long length, int crc) implements Segment {}

  /**
   * Compressed bytes, and the same uncompressed until that memory is needed for something else. An
   * answer that is on its way then goes on with the compressed bytes. Thread-safe.
   */
  final class Cached implements Segment {
    private final Deflated deflated;
    private volatile byte @Nullable [] text;

    Cached(Deflated deflated, byte @Nullable [] text) {
      this.deflated = deflated;
      this.text = text;
    }

    Deflated deflated() {
      return deflated;
    }

    /** The uncompressed bytes; null when they are not kept. */
    byte @Nullable [] text() {
      return text;
    }

    void dropText() {
      text = null;
    }

    @Override
    public long length() {
      return deflated.length();
    }
  }
}
