package io.sonde.targets.jmx;

import io.sonde.targets.jmx.rmi.RmiSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.jspecify.annotations.Nullable;

/**
 * The contents of structured data by the names that paths use: the items of composite data, the
 * keys of maps, and the rows of tabular data by their index (several columns joined by a comma).
 * The rows of a table that was a map, with the columns {@code key} and {@code value}, stand for
 * their values.
 *
 * @param names in the order of the data
 * @param items gives what has one of the names
 */
record MBeanItems(Set<String> names, Function<String, @Nullable Object> items) {
  private static final Set<String> ENTRY = Set.of("key", "value");
  private static final MBeanItems NONE = new MBeanItems(Set.of(), _ -> null);

  /** The contents of a value; empty for plain values. */
  static MBeanItems of(@Nullable Object value) {
    return switch (value) {
      case CompositeData data -> new MBeanItems(data.getCompositeType().keySet(), data::get);
      case TabularData table -> of(rows(table));
      case Map<?, ?> map -> of(texts(map));
      case RmiSession.Data data -> new MBeanItems(data.names(), data::item);
      case null, default -> NONE;
    };
  }

  private static MBeanItems of(Map<String, @Nullable Object> items) {
    return new MBeanItems(items.keySet(), items::get);
  }

  private static Map<String, @Nullable Object> texts(Map<?, ?> map) {
    Map<String, @Nullable Object> texts = new LinkedHashMap<>();
    map.forEach((key, item) -> texts.put(String.valueOf(key), item));
    return texts;
  }

  private static Map<String, @Nullable Object> rows(TabularData table) {
    boolean entries = table.getTabularType().getIndexNames().equals(List.of("key"));
    Map<String, @Nullable Object> rows = new LinkedHashMap<>();
    for (Object index : table.keySet()) {
      List<?> columns = (List<?>) index;
      CompositeData row = table.get(columns.toArray());
      rows.put(
          columns.stream().map(String::valueOf).collect(Collectors.joining(",")),
          entries && row.getCompositeType().keySet().equals(ENTRY) ? row.get("value") : row);
    }
    return rows;
  }

  @Nullable Object item(String name) {
    return items.apply(name);
  }
}
