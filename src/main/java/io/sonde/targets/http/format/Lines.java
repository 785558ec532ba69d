package io.sonde.targets.http.format;

import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.HeldMemory;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** The lines of a text, each of bounded length, one in memory at a time. For one thread. */
final class Lines {
  private static final int MAX_LINE = 1_000_000;

  /** Bytes in memory for a character: the builder, while it grows, and the text. */
  private static final long BYTES = 6;

  private final Reader text;
  private final HeldMemory memory;
  private final long mark;
  private final char[] part = new char[8 * 1024];
  private int at;
  private int end;
  private long number;

  /**
   * @param memory accounts for the line that was read last
   */
  Lines(Reader text, HeldMemory memory) {
    this.text = text;
    this.memory = memory;
    this.mark = memory.mark();
  }

  /** The next line without its end; null at the end of the text. */
  @Nullable String next() throws IOException, InterruptedException {
    memory.reset(mark);
    StringBuilder line = new StringBuilder();
    boolean any = false;
    while (fill()) {
      any = true;
      int start = at;
      while (at < end && part[at] != '\n') {
        at++;
      }
      memory.add(BYTES * (at - start));
      line.append(part, start, at - start);
      if (line.length() > MAX_LINE) {
        throw new BodyException(
            Reason.LIMIT, "a line is longer than %d characters".formatted(MAX_LINE), null);
      }
      if (at < end) {
        at++;
        break;
      }
    }
    if (!any) {
      return null;
    }
    number++;
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  private boolean fill() throws IOException {
    while (at == end) {
      at = 0;
      end = Math.max(0, text.read(part));
      if (end == 0) {
        return false;
      }
    }
    return true;
  }
}
