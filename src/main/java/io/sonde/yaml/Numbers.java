package io.sonde.yaml;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decimal numbers as people write them, without Java's suffixes and hexadecimal forms. */
public final class Numbers {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");

  private Numbers() {}

  /** The number, finite; null when the text is not a number. */
  public static @Nullable Double parse(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return null;
    }
    double number = Double.parseDouble(text);
    return Double.isFinite(number) ? number : null;
  }
}
