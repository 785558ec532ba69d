package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text (RFC 8259) into maps, lists, texts, numbers, booleans and null.
 *
 * <p>Written here because no parser on the class path does all of this (json-smart at its strictest
 * reads {@code -} as 0, and {@code 1e400} as infinity), and Jackson, which does, costs the image
 * half a megabyte that its bound does not leave: numbers keep their precision ({@link Long}, {@link
 * Double} where it is exact, else {@link BigDecimal}); nesting is bounded, since documents come
 * from strangers; what follows the document, half documents and malformed numbers are refused, with
 * the place and without the text of the document, which may be secret.
 *
 * <p>Beyond the standard: of a key that occurs twice the last value counts, as in every browser;
 * {@code NaN}, {@code Infinity} and {@code -Infinity}, which Python writes, are numbers.
 *
 * <p>For one document and one thread.
 */
final class JsonReader {
  /** Deeper than what people write, and shallow enough for the stack of whoever walks it. */
  static final int MAX_DEPTH = 200;

  private static final int MAX_NUMBER = 1_000;

  /** A double gives back each decimal number of that many digits. */
  private static final int EXACT_DIGITS = 15;

  private final String text;
  private final Map<String, String> keys = new HashMap<>();
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * The document.
   *
   * @param wanted what to keep of it; the rest is checked and left out
   * @return {@link Map}, {@link List}, {@link String}, {@link Number}, {@link Boolean} or null
   * @throws ReadException {@code READ}, with line and column
   */
  static @Nullable Object read(String text, JsonProjection wanted) throws ReadException {
    JsonReader reader = new JsonReader(text);
    reader.space();
    Object document = reader.value(wanted);
    reader.space();
    if (reader.at < text.length()) {
      throw reader.expected("nothing after the document");
    }
    return document;
  }

  /**
   * The next value.
   *
   * @param wanted null for one that is only passed over; what it gives then means nothing
   */
  private @Nullable Object value(@Nullable JsonProjection wanted) throws ReadException {
    return switch (peek()) {
      case '{' -> object(wanted);
      case '[' -> array(wanted);
      case '"' -> string(wanted != null);
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      case 'N' -> literal("NaN", Double.NaN);
      case 'I' -> literal("Infinity", Double.POSITIVE_INFINITY);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(wanted != null);
      default -> throw expected("a value");
    };
  }

  private Map<String, @Nullable Object> object(@Nullable JsonProjection wanted)
      throws ReadException {
    Map<String, @Nullable Object> object = wanted == null ? Map.of() : new LinkedHashMap<>(4);
    open();
    if (!closes('}')) {
      do {
        space();
        if (peek() != '"') {
          throw expected("a key in double quotes");
        }
        String key = string(wanted != null);
        space();
        if (peek() != ':') {
          throw expected("':'");
        }
        at++;
        space();
        JsonProjection inner = wanted == null ? null : wanted.of(key);
        Object value = value(inner);
        if (inner != null) {
          object.put(keys.computeIfAbsent(key, same -> same), value);
        }
      } while (goesOn('}'));
    }
    return object;
  }

  private List<@Nullable Object> array(@Nullable JsonProjection wanted) throws ReadException {
    List<@Nullable Object> array = wanted == null ? List.of() : new ArrayList<>();
    JsonProjection inner = wanted == null ? null : wanted.ofElement();
    open();
    if (!closes(']')) {
      do {
        space();
        Object value = value(inner);
        if (inner != null) {
          array.add(value);
        }
      } while (goesOn(']'));
    }
    return array;
  }

  private void open() throws ReadException {
    if (++depth > MAX_DEPTH) {
      throw failed("nested deeper than %d levels".formatted(MAX_DEPTH));
    }
    at++;
  }

  /** True when the object or array that was opened is empty. */
  private boolean closes(char end) {
    space();
    if (peek() != end) {
      return false;
    }
    at++;
    depth--;
    return true;
  }

  /** True when another element follows. */
  private boolean goesOn(char end) throws ReadException {
    space();
    int next = peek();
    if (next != ',' && next != end) {
      throw expected("',' or '" + end + "'");
    }
    at++;
    if (next == end) {
      depth--;
    }
    return next == ',';
  }

  private @Nullable Object literal(String name, @Nullable Object value) throws ReadException {
    if (!text.startsWith(name, at)) {
      throw expected("a value");
    }
    at += name.length();
    return value;
  }

  private String string(boolean wanted) throws ReadException {
    int start = ++at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return wanted ? text.substring(start, at - 1) : "";
      }
      if (c == '\\') {
        return escaped(new StringBuilder().append(text, start, at));
      }
      if (c < ' ') {
        throw expected("no control character in a text");
      }
      at++;
    }
    throw expected("the end of a text");
  }

  private String escaped(StringBuilder string) throws ReadException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return string.toString();
      }
      if (c < ' ') {
        throw expected("no control character in a text");
      }
      at++;
      string.append(c == '\\' ? escape() : c);
    }
    throw expected("the end of a text");
  }

  private char escape() throws ReadException {
    char escaped =
        switch (peek()) {
          case '"' -> '"';
          case '\\' -> '\\';
          case '/' -> '/';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> unicode();
          default -> throw expected("an escape");
        };
    at++;
    return escaped;
  }

  /** Ends on the last of the four digits. */
  private char unicode() throws ReadException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      at++;
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0 || text.charAt(at) > 'f') {
        throw expected("four hexadecimal digits");
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  private Number number(boolean wanted) throws ReadException {
    int start = at;
    boolean negative = peek() == '-';
    if (negative) {
      at++;
      if (peek() == 'I') {
        var _ = literal("Infinity", null);
        return Double.NEGATIVE_INFINITY;
      }
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    boolean whole = true;
    int digits = at - start;
    if (peek() == '.') {
      whole = false;
      at++;
      digits += digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    if (at - start > MAX_NUMBER) {
      throw failed("a number of more than %d digits".formatted(MAX_NUMBER));
    }
    return wanted ? number(text.substring(start, at), whole, digits) : 0;
  }

  private static Number number(String number, boolean whole, int digits) {
    if (whole && digits <= 18) {
      return Long.parseLong(number);
    }
    if (whole) {
      try {
        return Long.parseLong(number);
      } catch (NumberFormatException _) {
        return new BigDecimal(number);
      }
    }
    double value = Double.parseDouble(number);
    // What is too small or too large for a double stays one, 0 or infinite: as a BigDecimal it
    // would have as many digits as its exponent says.
    return digits <= EXACT_DIGITS || value == 0 || Double.isInfinite(value)
        ? value
        : new BigDecimal(number);
  }

  private int digits() throws ReadException {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw expected("a digit");
    }
    return at - start;
  }

  private void space() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
        return;
      }
      at++;
    }
  }

  /** The next character, -1 at the end. */
  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private ReadException expected(String what) {
    int next = peek();
    String found =
        next < 0
            ? "the end"
            : next > ' ' && next < 127 ? "'" + (char) next + "'" : "U+%04X".formatted(next);
    return failed("expected %s, found %s".formatted(what, found));
  }

  private ReadException failed(String problem) {
    int line = 1;
    int start = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
      line++;
      start = i + 1;
    }
    return new ReadException(
        Reason.READ,
        "not JSON at line %d, column %d: %s".formatted(line, at - start + 1, problem),
        null);
  }
}
