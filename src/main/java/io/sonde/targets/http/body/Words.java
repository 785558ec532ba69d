package io.sonde.targets.http.body;

/** Texts of a server, made safe for messages. Stateless. */
public final class Words {
  private static final int MAX_WORDS = 300;

  private Words() {}

  /** One bounded line, without control characters. */
  public static String cut(String words) {
    String line = words.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "…";
  }
}
