package io.sonde.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Gzip for what is written once, read once and thrown away: speed before size. */
final class FastGzip extends GZIPOutputStream {
  private static final int BUFFER = 16 * 1024;

  FastGzip(OutputStream out) throws IOException {
    super(out, BUFFER);
    def.setLevel(Deflater.BEST_SPEED);
  }

  /** Gives the native memory back, whether it was finished or not. */
  void release() {
    def.end();
  }
}
