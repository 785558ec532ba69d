package io.sonde.yaml;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How the value of a placeholder is made safe to stand inside a longer text: bytes that could end
 * or divide what stands there are percent-encoded. See {@link Key#escaped}.
 */
public final class Escapes {
  private static final String UNRESERVED = "-._~";

  /** {@code [::1]}, with a port or without: an address as it stands in a URL. */
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]{2,45}](?::\\d{1,5})?");

  private Escapes() {}

  /** For one name of a path; never {@code .} or {@code ..}. */
  public static String segment(String value) {
    String escaped = escaped(value, UNRESERVED);
    return escaped.matches("\\.+") ? escaped.replace(".", "%2E") : escaped;
  }

  /** For a part of a URL: host, host and port, a segment of its path, or a value of its query. */
  public static String url(String value) {
    if (IPV6.matcher(value).matches()) {
      return value;
    }
    String escaped = escaped(value, UNRESERVED + ":");
    return escaped.matches("\\.+") ? escaped.replace(".", "%2E") : escaped;
  }

  /** Percent-encodes all but letters and digits of ASCII and these characters. */
  public static String escaped(String value, String kept) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || kept.indexOf(c) >= 0);
      if (plain) {
        escaped.append(c);
      } else {
        escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return escaped.toString();
  }
}
