package io.sonde.targets.jmx;

import io.sonde.targets.jmx.rmi.RmiSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value for a dotted path in the value of an attribute. The steps of a path are the names
 * of {@link MBeanItems}. The longest matching name is used, so names may contain dots and spaces:
 *
 * <pre>
 * LastGcInfo.memoryUsageAfterGc.G1 Eden Space.used
 * </pre>
 */
final class MBeanValue {
  private MBeanValue() {}

  /**
   * The value for a row; null when it is missing.
   *
   * @throws NoValue when there is an object of an unsuitable type
   */
  static @Nullable Object at(@Nullable Object value, String path) throws NoValue {
    Object found = value;
    String rest = path;
    while (found != null && !rest.isEmpty()) {
      MBeanItems items = MBeanItems.of(found);
      int end = longest(items.names(), rest);
      if (end == 0) {
        return null; // the path continues below a plain value: missing
      }
      found = items.item(rest.substring(0, end));
      rest = rest.substring(Math.min(end + 1, rest.length()));
    }
    return plain(found);
  }

  /** The length of the longest name that the path begins with; 0 when there is none. */
  private static int longest(Set<String> names, String path) {
    int end = path.length();
    while (end > 0 && !names.contains(path.substring(0, end))) {
      end = Math.max(0, path.lastIndexOf('.', end - 1));
    }
    return end;
  }

  @SuppressWarnings("JavaUtilDate") // attributes may have this type; the subclasses of java.sql
  // have no toInstant
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
      default -> throw new NoValue("is " + kind(value) + ", which cannot be the value of a metric");
    };
  }

  private static String kind(Object value) {
    return switch (value) {
      case CompositeData data ->
          "composite data with the items "
              + String.join(", ", new ArrayList<>(data.getCompositeType().keySet()));
      case TabularData table -> "a table with " + table.size() + " rows";
      case RmiSession.Data data -> data.what();
      case Map<?, ?> map -> "a map with " + map.size() + " entries";
      case Collection<?> items -> "a collection of " + items.size();
      default -> {
        Class<?> type = value.getClass();
        yield type.isArray() ? "an array (" + type.getTypeName() + ")" : "a " + type.getTypeName();
      }
    };
  }

  /** Thrown when the object at the path cannot be the value of a field. */
  static final class NoValue extends Exception {
    private static final long serialVersionUID = 1L;

    NoValue(String message) {
      super(message);
    }
  }
}
