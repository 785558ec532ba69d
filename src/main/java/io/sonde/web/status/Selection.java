package io.sonde.web.status;

import io.sonde.collection.status.CollectionStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which collections a request asks for. Immutable.
 *
 * @param text a part of the name of the collector or of the target; empty for all
 * @param state null for all
 * @param page from 1
 */
public record Selection(String text, @Nullable State state, int page) {
  /** Everything, from the first page. */
  public static final Selection ALL = new Selection("", null, 1);

  private static final String TEXT = "text";
  private static final String STATE = "state";
  private static final String PAGE = "page";
  private static final Set<String> NAMES = Set.of(TEXT, STATE, PAGE);
  private static final int LONGEST = 200;
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,5}");

  /** A parameter that is none; the message says what was expected. */
  public static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidException(String message) {
      super(message);
    }
  }

  /**
   * Reads the parameters of a query. An empty value is no value.
   *
   * @throws InvalidException with the parameter and what was expected
   */
  public static Selection of(Map<String, List<String>> parameters) throws InvalidException {
    var unknown = new TreeSet<>(parameters.keySet());
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw new InvalidException("unknown parameter: expected one of " + new TreeSet<>(NAMES));
    }
    String text = one(parameters, TEXT).strip();
    if (text.length() > LONGEST) {
      throw new InvalidException(TEXT + ": expected at most " + LONGEST + " characters");
    }
    String label = one(parameters, STATE);
    State state = State.of(label).orElse(null);
    if (state == null && !label.isEmpty()) {
      throw new InvalidException(STATE + ": expected one of " + State.labels());
    }
    String page = one(parameters, PAGE);
    if (!page.isEmpty() && !NUMBER.matcher(page).matches()) {
      throw new InvalidException(PAGE + ": expected a number from 1");
    }
    return new Selection(text, state, page.isEmpty() ? 1 : Integer.parseInt(page));
  }

  private static String one(Map<String, List<String>> parameters, String name)
      throws InvalidException {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new InvalidException(name + ": expected once");
    }
    return values.isEmpty() ? "" : values.getFirst();
  }

  boolean isAll() {
    return text.isEmpty() && state == null;
  }

  boolean selects(CollectionStatus one) {
    return (state == null || State.of(one) == state)
        && (text.isEmpty() || contains(one.collector()) || contains(one.target()));
  }

  private boolean contains(String name) {
    return name.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  Selection withPage(int other) {
    return new Selection(text, state, other);
  }

  /** The query of a link, with its question mark. */
  String query() {
    var query = new StringBuilder("?page=").append(page);
    if (!text.isEmpty()) {
      query.append("&text=").append(URLEncoder.encode(text, StandardCharsets.UTF_8));
    }
    if (state != null) {
      query.append("&state=").append(state.label());
    }
    return query.toString();
  }
}
