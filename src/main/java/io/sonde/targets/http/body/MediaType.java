package io.sonde.targets.http.body;

import io.sonde.targets.ReadException.Reason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The media type of an answer, such as {@code application/json; charset=utf-8}. Immutable.
 *
 * @param text the header {@code Content-Type}, empty when there is none
 */
public record MediaType(String text) {
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

  /** Type and subtype in lower case, without parameters; empty when there is no header. */
  public String name() {
    int end = text.indexOf(';');
    return (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** True for HTML: usually a login or error page in place of data. */
  public boolean isPage() {
    return name().equals("text/html") || name().equals("application/xhtml+xml");
  }

  /** True when it has a parameter of that name. */
  public boolean hasParameter(String name) {
    return text.toLowerCase(Locale.ROOT).matches(".*;\\s*" + Pattern.quote(name) + "\\s*=.*");
  }

  /** Its character set; UTF-8 when it has none. */
  Charset charset() throws BodyException {
    Matcher named = CHARSET.matcher(text);
    if (!named.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(named.group(1));
    } catch (IllegalArgumentException e) {
      throw new BodyException(
          Reason.READ, "the character set is not known: " + SafeText.of(text), null);
    }
  }
}
