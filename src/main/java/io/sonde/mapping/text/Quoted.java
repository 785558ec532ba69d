package io.sonde.mapping.text;

/**
 * Writes texts of a source for messages: in quotes, on one line, at most {@value #MOST} characters.
 */
public final class Quoted {
  private static final int MOST = 80;

  private Quoted() {}

  /** Labels for messages. */
  public static String labels(String[] names, String[] values) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < names.length; i++) {
      text.append(i == 0 ? "" : ",").append(names[i]).append('=').append(text(values[i]));
    }
    return text.append('}').toString();
  }

  public static String text(String text) {
    StringBuilder quoted = new StringBuilder().append('"');
    int end = Math.min(text.length(), MOST);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    if (end < text.length()) {
      return quoted.append("…\" (").append(text.length()).append(" characters)").toString();
    }
    return quoted.append('"').toString();
  }
}
