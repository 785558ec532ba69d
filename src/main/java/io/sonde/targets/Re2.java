package io.sonde.targets;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles regular expressions with RE2/J, which matches in linear time, and bounds their size:
 * RE2/J 1.8 expands repetitions, so that {@code ((a{1000}){1000}){1000}} would take all memory, and
 * its parser and its matcher are recursive.
 */
public final class Re2 {
  /** The most characters, classes and other parts after repetitions are expanded. */
  static final int MOST_PARTS = 2_000;

  /** The most levels of nested groups. */
  static final int MOST_LEVELS = 100;

  /** The most that RE2 allows for one repetition. */
  private static final int MOST_REPEATS = 1000;

  private final String pattern;
  private int at;

  private Re2(String pattern) {
    this.pattern = pattern;
  }

  /**
   * The compiled expression.
   *
   * @throws PatternSyntaxException for one that is not legal or too large
   */
  public static Pattern compile(String pattern) {
    return compile(pattern, 0);
  }

  /**
   * The same.
   *
   * @param flags those of {@link Pattern}
   */
  public static Pattern compile(String pattern, int flags) {
    new Re2(pattern).sequence(0);
    return Pattern.compile(pattern, flags);
  }

  /** The number of parts up to the end, or to the parenthesis that closes the group. */
  private long sequence(int level) {
    if (level > MOST_LEVELS) {
      throw tooLarge("more than %d nested groups".formatted(MOST_LEVELS));
    }
    long parts = 0;
    long last = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == ')' && level > 0) {
        break;
      }
      at++;
      long next =
          switch (c) {
            case '\\' -> escape();
            case '[' -> characters();
            case '(' -> group(level);
            case '{' -> -repeats(last);
            default -> 1;
          };
      // A repetition replaces what it repeats.
      parts += next < 0 ? -next - last : next;
      last = Math.abs(next);
      if (parts > MOST_PARTS) {
        throw tooLarge("more than %d parts, with repetitions expanded".formatted(MOST_PARTS));
      }
    }
    return parts;
  }

  private long group(int level) {
    long parts = sequence(level + 1);
    at++; // the parenthesis
    return parts + 1;
  }

  /**
   * The parts of a repetition that begins here: those of the part before it, times the number of
   * repetitions. A brace that begins no repetition is a character.
   */
  private long repeats(long last) {
    int end = pattern.indexOf('}', at);
    String[] bounds =
        end < 0 || end - at > 12 ? new String[0] : pattern.substring(at, end).split(",", -1);
    long most = -1;
    for (String bound : bounds) {
      if (bound.matches("\\d{1,5}")) {
        most = Math.max(most, Long.parseLong(bound));
      } else if (most < 0 || !bound.isEmpty()) {
        return last + 1;
      }
    }
    if (bounds.length == 0 || bounds.length > 2 || most > MOST_REPEATS) {
      return last + 1;
    }
    at = end + 1;
    return last * Math.max(1, most);
  }

  private long escape() {
    char c = at < pattern.length() ? pattern.charAt(at) : '\0';
    at++;
    if (c == 'Q') {
      int end = pattern.indexOf("\\E", at);
      int start = at;
      at = end < 0 ? pattern.length() : end + 2;
      return at - start + 1L;
    }
    if ((c == 'p' || c == 'P' || c == 'x') && at < pattern.length() && pattern.charAt(at) == '{') {
      int end = pattern.indexOf('}', at);
      at = end < 0 ? pattern.length() : end + 1;
    }
    return 1;
  }

  /** A class of characters in brackets; the first bracket was read. */
  private long characters() {
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      at++;
    }
    int first = at;
    while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
      if (pattern.charAt(at) == '\\') {
        at++;
      } else if (pattern.startsWith("[:", at)) {
        int end = pattern.indexOf(":]", at);
        at = end < 0 ? at : end + 1;
      }
      at++;
    }
    at++;
    return 1;
  }

  private PatternSyntaxException tooLarge(String found) {
    return new PatternSyntaxException(found, pattern.length() > 100 ? "" : pattern);
  }
}
