package io.sonde.targets.jmx;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.jspecify.annotations.Nullable;

/**
 * What a dotted path finds in the value of an attribute.
 *
 * <p>The steps of a path are the items of composite data, the keys of maps, and the rows of tabular
 * data by their index (several columns joined by a comma); the longest key that fits is taken, so
 * that keys may have dots and spaces. The rows of a table that was a map, with the columns {@code
 * key} and {@code value}, stand for their values:
 *
 * <pre>
 * LastGcInfo.memoryUsageAfterGc.G1 Eden Space.used
 * </pre>
 */
final class MBeanValue {
  private static final Set<String> MAP = Set.of("key", "value");

  private MBeanValue() {}

  /**
   * The value as rows have it; null when it is missing.
   *
   * @throws NoValue when there is something that is no value for a row
   */
  static @Nullable Object at(@Nullable Object value, String path) throws NoValue {
    if (value == null || path.isEmpty()) {
      return plain(value);
    }
    return switch (value) {
      case CompositeData data -> {
        String item = longest(data.getCompositeType().keySet(), path);
        yield item == null ? null : at(data.get(item), rest(path, item));
      }
      case TabularData table -> inTable(table, path);
      case Map<?, ?> map -> {
        Map<String, Object> texts = new HashMap<>();
        map.forEach((key, item) -> texts.put(String.valueOf(key), item));
        String key = longest(texts.keySet(), path);
        yield key == null ? null : at(texts.get(key), rest(path, key));
      }
      default -> null; // goes on below what has nothing in it: not there
    };
  }

  private static @Nullable Object inTable(TabularData table, String path) throws NoValue {
    Map<String, Object[]> indexes = new HashMap<>();
    for (Object index : table.keySet()) {
      List<?> columns = (List<?>) index;
      indexes.put(
          columns.stream().map(String::valueOf).collect(Collectors.joining(",")),
          columns.toArray());
    }
    String key = longest(indexes.keySet(), path);
    if (key == null) {
      return null;
    }
    CompositeData row = table.get(indexes.get(key));
    boolean entry =
        row.getCompositeType().keySet().equals(MAP)
            && table.getTabularType().getIndexNames().equals(List.of("key"));
    return at(entry ? row.get("value") : row, rest(path, key));
  }

  private static @Nullable String longest(Collection<String> keys, String path) {
    String longest = null;
    for (String key : keys) {
      boolean fits =
          path.startsWith(key)
              && (path.length() == key.length() || path.charAt(key.length()) == '.');
      if (fits && (longest == null || key.length() > longest.length())) {
        longest = key;
      }
    }
    return longest;
  }

  private static String rest(String path, String step) {
    return path.length() == step.length() ? "" : path.substring(step.length() + 1);
  }

  @SuppressWarnings("JavaUtilDate") // it is what attributes are; java.sql's have no toInstant
  private static @Nullable Object plain(@Nullable Object value) throws NoValue {
    return switch (value) {
      case null -> null;
      case Boolean truth -> truth;
      case AtomicBoolean truth -> truth.get();
      case AtomicInteger number -> number.get();
      case AtomicLong number -> number.get();
      case Number number -> number;
      case CharSequence text -> text.toString();
      case Character letter -> letter.toString();
      case Enum<?> constant -> constant.name();
      case Date time -> time.getTime() / 1000.0;
      case Instant time -> time.getEpochSecond() + time.getNano() / 1e9;
      case Duration time -> time.getSeconds() + time.getNano() / 1e9;
      case ObjectName name -> name.toString();
      default -> throw new NoValue("is " + kind(value) + ", which is no value for a metric");
    };
  }

  private static String kind(Object value) {
    return switch (value) {
      case CompositeData data ->
          "composite data with the items "
              + String.join(", ", new ArrayList<>(data.getCompositeType().keySet()));
      case TabularData table -> "a table with " + table.size() + " rows";
      case Map<?, ?> map -> "a map with " + map.size() + " entries";
      case Collection<?> items -> "a collection of " + items.size();
      default -> {
        Class<?> type = value.getClass();
        yield type.isArray() ? "an array (" + type.getTypeName() + ")" : "a " + type.getTypeName();
      }
    };
  }

  /** There is something at the path, and it cannot be the value of a field. */
  static final class NoValue extends Exception {
    private static final long serialVersionUID = 1L;

    NoValue(String message) {
      super(message);
    }
  }
}
