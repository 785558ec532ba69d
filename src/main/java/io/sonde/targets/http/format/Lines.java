package io.sonde.targets.http.format;

import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.body.BodyException;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** The lines of a text, each of bounded length. For one thread. */
final class Lines {
  private static final int MAX_LINE = 1_000_000;

  private final Reader text;
  private final char[] part = new char[8 * 1024];
  private int at;
  private int end;
  private long number;

  Lines(Reader text) {
    this.text = text;
  }

  /** The next line without its end; null at the end of the text. */
  @Nullable String next() throws IOException {
    StringBuilder line = new StringBuilder();
    boolean any = false;
    while (fill()) {
      any = true;
      int start = at;
      while (at < end && part[at] != '\n') {
        at++;
      }
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
