package io.sonde.yaml;

import java.util.OptionalInt;

/** Finds characters that cannot be encoded, or that must not be shown as they are. Stateless. */
public final class Unicode {
  private Unicode() {}

  /**
   * The first half of a surrogate pair without the other half, which Unicode has no encoding for;
   * empty for nearly all texts. Encoders write {@code ?} for each of them, so that texts that
   * differ become equal.
   */
  public static OptionalInt loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return OptionalInt.of(c);
        }
        i++;
      }
    }
    return OptionalInt.empty();
  }

  /** A text with its control characters escaped, such as {@code \\u001b}. */
  public static String visible(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    var visible = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        visible.append("\\u%04x".formatted((int) c));
      } else {
        visible.append(c);
      }
    }
    return visible.toString();
  }
}
