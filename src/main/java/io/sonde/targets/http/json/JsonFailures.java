package io.sonde.targets.http.json;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * Makes messages for documents that Jackson's parser refused. Jackson's own messages quote the
 * document, which may be secret; only the character at which it stopped is taken from them.
 * Stateless.
 */
final class JsonFailures {
  private static final Pattern CHARACTER = Pattern.compile("code (\\d+)\\)");
  private static final Pattern BRACKET = Pattern.compile("^Unexpected close marker '([]}])'");

  /** Messages of the parser, and what it expected there. */
  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("expected a valid value", "a value"),
          Map.entry("maybe a (non-standard) comment", "a value"),
          Map.entry("comma to separate Array entries", "',' or ']'"),
          Map.entry("comma to separate Object entries", "',' or '}'"),
          Map.entry("double-quote to start property name", "a key in double quotes"),
          Map.entry("colon to separate", "':'"),
          Map.entry("a hex-digit", "four hexadecimal digits"),
          Map.entry("in numeric value", "a digit"),
          Map.entry("Unrecognized character escape", "an escape"),
          Map.entry("has to be escaped", "no control character in a text"),
          Map.entry("only regular white space", "a value or space"));

  private JsonFailures() {}

  /** The problem, as "expected …, found …". */
  static String problem(JacksonException failure) {
    String message = String.valueOf(failure.getOriginalMessage());
    if (failure instanceof UnexpectedEndOfInputException
        || message.startsWith("Unexpected end-of-input")) {
      return "expected more input, found the end";
    }
    if (message.startsWith("Document nesting depth")) {
      return "nested deeper than %d levels".formatted(JsonTokens.MAX_DEPTH);
    }
    if (message.startsWith("Number value length")) {
      return "a number of more than %d digits".formatted(JsonTokens.MAX_NUMBER);
    }
    if (message.startsWith("String value length")) {
      return "a text of more than %d characters".formatted(JsonTokens.MAX_TEXT);
    }
    if (message.startsWith("Name length")) {
      return "a key of more than %d characters".formatted(JsonTokens.MAX_KEY);
    }
    if (message.startsWith("Unrecognized token")) {
      return "expected a value, found another word";
    }
    if (message.contains("Leading zeroes")) {
      return "expected a number without leading zeros";
    }
    Matcher bracket = BRACKET.matcher(message);
    if (bracket.find()) {
      String close = bracket.group(1);
      return "expected '%s' after '%s' only".formatted(close, close.equals("]") ? "[" : "{");
    }
    return "expected " + expected(message) + found(message);
  }

  private static String expected(String message) {
    return EXPECTED.entrySet().stream()
        .filter(entry -> message.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("JSON");
  }

  private static String found(String message) {
    Matcher code = CHARACTER.matcher(message);
    return code.find() ? ", found " + character(Integer.parseInt(code.group(1))) : "";
  }

  private static String character(int code) {
    return code > ' ' && code < 127 ? "'" + (char) code + "'" : "U+%04X".formatted(code);
  }
}
