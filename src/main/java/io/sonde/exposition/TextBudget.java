package io.sonde.exposition;

/**
 * How many bytes of the text of large families may be kept uncompressed, in all formats together.
 * Plain scrapes are cheaper with it. For one thread.
 */
final class TextBudget {
  private long left;

  TextBudget(long bytes) {
    this.left = bytes;
  }

  /** The number of bytes that may be taken. */
  long left() {
    return left;
  }

  /** Takes bytes, or gives them back when the number is negative. */
  void take(long bytes) {
    left -= bytes;
  }
}
