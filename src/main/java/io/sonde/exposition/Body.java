package io.sonde.exposition;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of an answer while it is written: bytes, and segments that were compressed before.
 *
 * <p>{@link #flush} does nothing, and {@link #close} gives back what the body holds: only {@link
 * #finish} makes it whole.
 */
abstract sealed class Body extends OutputStream {
  /** Where the bytes go. */
  final OutputStream out;

  private Body(OutputStream out) {
    this.out = out;
  }

  static Body of(OutputStream out, boolean gzip) throws IOException {
    return gzip ? new Gzip(out) : new Plain(out);
  }

  /** True when a segment goes out as it is. */
  abstract boolean compressed();

  /** Writes what is compressed in a segment. */
  abstract void append(Segment segment) throws IOException;

  /** Writes what must stand at the end. */
  void finish() throws IOException {}

  @Override
  public void flush() {}

  @Override
  public void close() {}

  private static final class Plain extends Body {
    Plain(OutputStream out) {
      super(out);
    }

    @Override
    boolean compressed() {
      return false;
    }

    @Override
    void append(Segment segment) throws IOException {
      segment.inflate(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
    }
  }

  /** One gzip member (RFC 1952) of many stretches: there are clients that read one member only. */
  private static final class Gzip extends Body {
    /** Deflate, no flags, no time, made for speed, by an unknown system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};

    private final DeflatingStream stretch;
    private long length;
    private int crc;

    Gzip(OutputStream out) throws IOException {
      super(out);
      out.write(HEADER);
      stretch = new DeflatingStream(out);
    }

    @Override
    boolean compressed() {
      return true;
    }

    @Override
    void append(Segment segment) throws IOException {
      if (stretch.length() > 0) {
        stretch.sync();
        count(stretch.length(), stretch.crc());
        stretch.reset();
      }
      segment.copy(out);
      count(segment.length(), segment.crc());
    }

    @Override
    void finish() throws IOException {
      stretch.finish();
      count(stretch.length(), stretch.crc());
      writeInt(crc);
      writeInt((int) length);
    }

    @Override
    public void close() {
      stretch.close();
    }

    @Override
    public void write(int b) throws IOException {
      stretch.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      stretch.write(bytes, offset, count);
    }

    private void count(long more, int itsCrc) {
      crc = Crc32s.combine(crc, itsCrc, more);
      length += more;
    }

    private void writeInt(int value) throws IOException {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        out.write(value >>> shift);
      }
    }
  }
}
