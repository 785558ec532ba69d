package io.sonde.exposition;

import io.sonde.exposition.Segment.Cached;
import io.sonde.exposition.Segment.Deflated;
import io.sonde.exposition.Segment.Plain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A whole exposition, ready to be sent. Its length is known, and only the stream that it is written
 * to can fail.
 *
 * <p>Renderings of the same families share their segments, so that many scrapes at once need the
 * memory of one. Immutable and thread-safe.
 */
public final class Rendered {
  /** The maximum number of bytes that are written at once. */
  public static final int CHUNK = 32 * 1024;

  /** Method deflate, no flags, no time, fastest level, unknown operating system. */
  private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};

  /** An empty final block. */
  private static final byte[] DEFLATE_END = {3, 0};

  private static final int GZIP_TRAILER = 2 * Integer.BYTES;

  private final Format format;
  private final Coding coding;
  private final List<? extends Segment> segments;
  private final long length;

  /**
   * @param segments all compressed when the coding is gzip
   */
  Rendered(Format format, Coding coding, List<? extends Segment> segments) {
    this.format = format;
    this.coding = coding;
    this.segments = List.copyOf(segments);
    this.length =
        switch (coding) {
          case IDENTITY -> segments.stream().mapToLong(Segment::length).sum();
          case GZIP ->
              GZIP_HEADER.length
                  + segments.stream().mapToLong(segment -> deflated(segment).bytes().length).sum()
                  + DEFLATE_END.length
                  + GZIP_TRAILER;
        };
  }

  /** The format of its bytes. */
  public Format format() {
    return format;
  }

  /** The coding of its bytes. */
  public Coding coding() {
    return coding;
  }

  /** How many bytes {@link #writeTo} writes. */
  public long length() {
    return length;
  }

  /**
   * Writes all of it, at most {@link #CHUNK} bytes at a time. It neither flushes nor closes the
   * stream.
   *
   * @throws IOException when the stream does
   */
  public void writeTo(OutputStream out) throws IOException {
    var chunks = new Chunks(out, (int) Math.min(CHUNK, length));
    switch (coding) {
      case IDENTITY -> writePlain(segments, chunks);
      case GZIP -> writeGzip(chunks);
    }
    chunks.end();
  }

  /** Writes the uncompressed bytes of segments. */
  static void writePlain(List<? extends Segment> segments, OutputStream out) throws IOException {
    var chunks = new Chunks(out, CHUNK);
    writePlain(segments, chunks);
    chunks.end();
  }

  private static void writePlain(List<? extends Segment> segments, Chunks out) throws IOException {
    Inflater inflater = null;
    try {
      for (Segment segment : segments) {
        byte[] text = text(segment);
        if (text != null) {
          out.write(text);
        } else {
          inflater = inflater == null ? new Inflater(true) : inflater;
          out.inflate(deflated(segment), inflater);
          inflater.reset();
        }
      }
    } finally {
      if (inflater != null) {
        inflater.end();
      }
    }
  }

  private void writeGzip(Chunks out) throws IOException {
    int crc = 0;
    long count = 0;
    out.write(GZIP_HEADER);
    for (Segment segment : segments) {
      Deflated deflated = deflated(segment);
      out.write(deflated.bytes());
      crc = Crc32s.combine(crc, deflated.crc(), deflated.length());
      count += deflated.length();
    }
    out.write(DEFLATE_END);
    var trailer = new ByteArrayOutputStream(GZIP_TRAILER);
    for (int value : new int[] {crc, (int) count}) {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        trailer.write(value >>> shift);
      }
    }
    out.write(trailer.toByteArray());
  }

  private static byte @Nullable [] text(Segment segment) {
    return switch (segment) {
      case Plain(byte[] bytes) -> bytes;
      case Cached cached -> cached.text();
      case Deflated _ -> null;
    };
  }

  private static Deflated deflated(Segment segment) {
    return switch (segment) {
      case Deflated deflated -> deflated;
      case Cached cached -> cached.deflated();
      case Plain _ -> throw new IllegalArgumentException("expected a compressed segment");
    };
  }

  /** Collects bytes in one buffer and writes it when it is full. */
  private static final class Chunks {
    private final OutputStream out;
    private final byte[] buffer;
    private int size;

    Chunks(OutputStream out, int capacity) {
      this.out = out;
      this.buffer = new byte[capacity];
    }

    void write(byte[] bytes) throws IOException {
      int from = 0;
      while (from < bytes.length) {
        if (size == 0 && bytes.length - from >= buffer.length) {
          out.write(bytes, from, buffer.length);
          from += buffer.length;
        } else {
          int count = Math.min(buffer.length - size, bytes.length - from);
          System.arraycopy(bytes, from, buffer, size, count);
          size += count;
          from += count;
          passOnWhenFull();
        }
      }
    }

    void inflate(Deflated segment, Inflater inflater) throws IOException {
      try {
        inflater.setInput(segment.bytes());
        while (inflater.getBytesWritten() < segment.length()) {
          size += inflater.inflate(buffer, size, buffer.length - size);
          passOnWhenFull();
        }
      } catch (DataFormatException e) {
        throw new IllegalStateException("a compressed segment is not valid", e);
      }
    }

    void end() throws IOException {
      if (size > 0) {
        out.write(buffer, 0, size);
      }
    }

    private void passOnWhenFull() throws IOException {
      if (size == buffer.length) {
        out.write(buffer, 0, size);
        size = 0;
      }
    }
  }
}
