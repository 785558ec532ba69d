package io.sonde.exposition;

/**
 * A part of an exposition as it is kept: bytes of the format, or the same compressed. The arrays
 * are never changed.
 */
sealed interface Segment {
  /** How many bytes of the format it is. */
  long length();

  /** Bytes of the format as they are. */
  @SuppressWarnings("ArrayRecordComponent")
  record Plain(byte[] bytes) implements Segment {
    @Override
    public long length() {
      return bytes.length;
    }
  }

  /**
   * Bytes of the format, compressed so that they can stand anywhere in a gzip member.
   *
   * @param bytes raw deflate data that ends on a byte, is not the last of its stream, and refers to
   *     nothing before it
   * @param length of what is compressed, in bytes
   * @param crc the CRC-32 of what is compressed
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Deflated(byte[] bytes, long length, int crc) implements Segment {}
}
