package io.sonde.targets.jmx.rmi;

import java.util.List;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * How a key of a map, or the index of a row, is written in a path. Stateless.
 *
 * <p>Keys may be shared, so that a text of some length could be made thousands of times for the few
 * bytes that a reference takes: texts that have to be made are short.
 */
final class SerialText {
  private static final int LONGEST = 1_000;

  private SerialText() {}

  /** Plain values as they are; the columns of an index joined by commas; the rest by its kind. */
  static String of(@Nullable Object key) {
    return switch (key) {
      case null -> "null";
      case SerialData data when !data.elements().isEmpty() -> joined(data);
      case RmiSession.Data data -> data.what();
      default -> plain(key);
    };
  }

  private static String joined(SerialData data) {
    List<@Nullable Object> columns = data.elements();
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      Object column = columns.get(i);
      String text =
          switch (column) {
            case null -> "null";
            case RmiSession.Data inner -> inner.what();
            default -> plain(column);
          };
      if (joined.length() + text.length() > LONGEST) {
        return data.what();
      }
      if (i > 0) {
        joined.append(',');
      }
      joined.append(text);
    }
    return joined.toString();
  }

  private static String plain(Object value) {
    return switch (value) {
      case String text -> text;
      case Byte _, Short _, Integer _, Long _, Float _, Double _, Boolean _, Character _ ->
          value.toString();
      case ObjectName name when name.getCanonicalName().length() <= LONGEST -> name.toString();
      default -> "a " + value.getClass().getName();
    };
  }
}
