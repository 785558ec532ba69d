package io.sonde.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers of bytes as people write them: {@code 16MiB}, {@code 500KB}, {@code 4096}. */
final class Sizes {
  static final String EXPECTED = "a size up to 2GB, such as 16MiB or 500KB";

  static final String PATTERN = "^\\d{1,12}\\s*(B|KB|MB|GB|KiB|MiB|GiB)?$";

  private static final Pattern SIZE = Pattern.compile(PATTERN);

  private Sizes() {}

  /**
   * The number of bytes, from 1 to the maximum length of an array; null when the text is not a
   * size.
   */
  static @Nullable Long parse(String text) {
    Matcher size = SIZE.matcher(text);
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
    long bytes = fits ? number * unit : 0;
    return 0 < bytes && bytes <= Integer.MAX_VALUE - 8 ? bytes : null;
  }

  private static int digits(String text) {
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }
}
