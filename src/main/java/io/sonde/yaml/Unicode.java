package io.sonde.yaml;

import java.util.OptionalInt;

/** Texts that Unicode has no encoding for: Java's texts may hold half of a surrogate pair. */
public final class Unicode {
  private Unicode() {}

  /**
   * The first half of a surrogate pair without the other half; empty for nearly all texts. Encoders
   * write {@code ?} for each of them, so that texts that differ become equal.
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
}
