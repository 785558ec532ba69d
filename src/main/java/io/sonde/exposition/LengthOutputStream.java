package io.sonde.exposition;

import java.io.OutputStream;

/** Counts what is written, and keeps nothing. */
final class LengthOutputStream extends OutputStream {
  private long length;

  @Override
  public void write(int b) {
    length++;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    length += count;
  }

  long length() {
    return length;
  }
}
