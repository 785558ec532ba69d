package io.sonde.exposition;

import io.sonde.exposition.Segment.Cached;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts what is written to it into compressed segments of {@link Rendered#CHUNK} bytes each. The
 * first ones keep their text, up to a bound. {@link #end} must be called after the last byte. For
 * one thread.
 */
final class CuttingStream extends OutputStream {
  private final Compressor compressor;
  private final long most;
  private final List<Cached> segments = new ArrayList<>();
  private final byte[] text = new byte[Rendered.CHUNK];
  private int size;
  private long kept;

  /**
   * @param most the maximum number of bytes of text that the segments keep
   */
  CuttingStream(Compressor compressor, long most) {
    this.compressor = compressor;
    this.most = most;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    for (int done = 0; done < count; ) {
      int part = Math.min(count - done, text.length - size);
      System.arraycopy(bytes, offset + done, text, size, part);
      size += part;
      done += part;
      if (size == text.length) {
        cut();
      }
    }
  }

  /** All segments. */
  List<Cached> end() {
    if (size > 0) {
      cut();
    }
    return segments;
  }

  private void cut() {
    boolean keeps = kept + size <= most;
    kept += keeps ? size : 0;
    segments.add(
        new Cached(compressor.segment(text, size), keeps ? Arrays.copyOf(text, size) : null));
    size = 0;
  }
}
