package io.sonde.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses what is written to raw deflate data, in stretches that know nothing of each other.
 * Speed before size: it is written once, read once and thrown away.
 *
 * <p>{@link #flush} does nothing, since whoever writes a part of an exposition flushes at its end:
 * stretches end when they are told to. {@link #close} gives the native memory back and writes
 * nothing.
 */
final class DeflatingStream extends OutputStream {
  private static final int BUFFER = 16 * 1024;

  private final OutputStream out;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[BUFFER];

  DeflatingStream(OutputStream out) {
    this.out = out;
  }

  /** The bytes of this stretch, before they were compressed. */
  long length() {
    return deflater.getBytesRead();
  }

  /** The CRC-32 of the bytes of this stretch. */
  int crc() {
    return (int) crc.getValue();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    crc.update(bytes, offset, count);
    deflater.setInput(bytes, offset, count);
    while (!deflater.needsInput()) {
      drain(Deflater.NO_FLUSH);
    }
  }

  /** Ends the stretch on a byte, so that another can follow. */
  void sync() throws IOException {
    while (drain(Deflater.SYNC_FLUSH) == buffer.length) {
      // There is more of it.
    }
  }

  /** Ends the stretch, and with it the deflate data. */
  void finish() throws IOException {
    deflater.finish();
    while (!deflater.finished()) {
      drain(Deflater.NO_FLUSH);
    }
  }

  /** Begins a new stretch. */
  void reset() {
    deflater.reset();
    crc.reset();
  }

  @Override
  public void close() {
    deflater.end();
  }

  private int drain(int flush) throws IOException {
    int count = deflater.deflate(buffer, 0, buffer.length, flush);
    out.write(buffer, 0, count);
    return count;
  }
}
