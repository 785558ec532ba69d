package io.sonde.targets.http.json;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.json.JsonField.Expression;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field that is the result of a JSONPath function, such as {@code $.disks.length()} or {@code
 * $.sum($.reads, $.writes)}.
 *
 * <p>The sum of an empty array is missing. The sum of a value that is not an array is a failure:
 * json-path calls a function for each value of {@code $.disks[*].free}, not once for all of them.
 *
 * @param text the whole expression
 */
record JsonCall(String text, PathCall call) implements JsonField {
  @Override
  public @Nullable Object in(JsonNode row, JsonPathReads reads) throws ReadException {
    Object node = row.value();
    if (node == null) {
      return null;
    }
    try {
      Object result = reads.called(text, node);
      return JsonPath.isPathDefinite(text) ? result : Expression.only(text, result);
    } catch (PathNotFoundException | IndexOutOfBoundsException e) { // the latter: first() of none
      return null;
    } catch (JsonPathException | NumberFormatException e) { // the latter: it compares with NaN
      if (isOfNothing(e)) {
        return ofNothing(node, reads);
      }
      throw Expression.failed(text, e);
    }
  }

  /** The exception has no type of its own. */
  private static boolean isOfNothing(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("using empty array") || message.startsWith("Target index");
  }

  /** The result of a function without input: missing, if its input is missing. */
  private @Nullable Object ofNothing(Object node, JsonPathReads reads) throws ReadException {
    Object found;
    try {
      found = reads.called(call.on(), node);
    } catch (PathNotFoundException e) {
      return null;
    }
    if (JsonPath.isPathDefinite(call.on())) {
      return checked(found);
    }
    if (found instanceof List<?> each && !each.isEmpty()) {
      if (each.stream().anyMatch(one -> !(one instanceof List))) {
        throw failed(
            "expected an array, found %d values, each on its own: write $.%s(%s)"
                .formatted(each.size(), call.name(), call.on()));
      }
    }
    return null;
  }

  private @Nullable Object checked(@Nullable Object found) throws ReadException {
    if (!call.arguments().isEmpty() && call.on().equals("$")) {
      return null; // it uses its arguments only, and all of them are missing
    }
    if (found instanceof List<?> list) {
      if (list.stream().anyMatch(one -> one != null)) {
        throw failed("expected numbers in the array, found none in %d".formatted(list.size()));
      }
      return null;
    }
    if (found == null) {
      return null;
    }
    throw failed("expected an array, found " + kind(found));
  }

  private static String kind(Object value) {
    return switch (value) {
      case Map<?, ?> _ -> "an object";
      case String _ -> "a text";
      case Boolean _ -> "a boolean";
      default -> "a number";
    };
  }

  private ReadException failed(String problem) {
    return new ReadException(
        Reason.MAPPING, "field '%s': %s() %s".formatted(text, call.name(), problem), null);
  }
}
