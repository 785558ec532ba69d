package io.sonde.yaml;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A reader that fails at a line that is too long. SnakeYAML 2.5 holds the whole line in memory, and
 * its time grows with the square of the length of a line. Not thread-safe.
 */
final class BoundedLines extends FilterReader {
  /** The maximum number of characters in a line. */
  static final int MOST = 256 << 10;

  private int line = 1;
  private int length;

  /** Thrown when a line is too long. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int line;

    TooLongException(int line) {
      this.line = line;
    }

    int line() {
      return line;
    }
  }

  BoundedLines(Reader in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] chars, int offset, int most) throws IOException {
    int read = super.read(chars, offset, most);
    for (int i = offset; i < offset + read; i++) {
      length++;
      if (chars[i] == '\n') {
        line++;
        length = 0;
      } else if (length > MOST) {
        throw new TooLongException(line);
      }
    }
    return read;
  }
}
