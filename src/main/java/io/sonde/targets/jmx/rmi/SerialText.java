package io.sonde.targets.jmx.rmi;

import java.util.List;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys of maps and indexes of rows as texts for paths. Stateless.
 *
 * <p>Created texts are short: a few bytes of an answer can refer to a key again, so a long text
 * could be created thousands of times.
 */
final class SerialText {
  private static final int LONGEST = 1_000;

  private SerialText() {}

  /**
   * Plain values as they are; the columns of an index joined by commas; other data by its
   * description.
   */
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
