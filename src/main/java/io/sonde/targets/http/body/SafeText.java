package io.sonde.targets.http.body;

/** Texts of a server, made safe for messages. Stateless. */
public final class SafeText {
  private static final int MAX_CHARACTERS = 300;

  private SafeText() {}

  /** One bounded line, without control characters. */
  public static String of(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_CHARACTERS ? line : line.substring(0, MAX_CHARACTERS) + "…";
  }
}
