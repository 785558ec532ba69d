package io.sonde.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers, and numbers of bytes such as {@code 16MiB}, as people write them in a configuration. */
public final class Numbers {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");

  static final String BYTES_EXPECTED = "a size up to 2GB, such as 16MiB or 500KB";

  static final String BYTES_PATTERN = "^\\d{1,12}\\s*(B|KB|MB|GB|KiB|MiB|GiB)?$";

  private static final Pattern BYTES = Pattern.compile(BYTES_PATTERN);

  private Numbers() {}

  /**
   * The finite decimal number, without Java's suffixes and hexadecimal forms; null for another
   * text.
   */
  public static @Nullable Double parse(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return null;
    }
    double number = Double.parseDouble(text);
    return Double.isFinite(number) ? number : null;
  }

  /**
   * The number of bytes, from 1 to the maximum length of an array; null when the text is not a
   * size.
   */
  static @Nullable Long bytes(String text) {
    Matcher size = BYTES.matcher(text);
    if (!size.matches()) {
      return null;
    }
    long unit =
        switch (size.group(1)) {
          case "KB" -> 1_000;
          case "MB" -> 1_000_000;
          case "GB" -> 1_000_000_000;
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          case null, default -> 1;
        };
    long number = Long.parseLong(text, 0, digits(text), 10);
    boolean fits = Math.multiplyHigh(number, unit) == 0;
    long total = fits ? number * unit : 0;
    return 0 < total && total <= Integer.MAX_VALUE - 8 ? total : null;
  }

  private static int digits(String text) {
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }
}
