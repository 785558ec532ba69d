package io.sonde.yaml;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The type of the value of a key. {@link Types} has the common ones. Immutable.
 *
 * @param <T> the Java type of the value
 */
public interface Type<T> {
  /** Its name in the manual, such as "duration". */
  String words();

  /** The JSON Schema of a leaf: keywords to values. The schema of a section comes from its keys. */
  Map<String, Object> schema();

  /** Reads a value, which is never empty; adds a problem and returns null when it is wrong. */
  @Nullable T read(Value value);

  /** The keys below it; empty for a leaf. */
  default List<Key<?>> keys() {
    return List.of();
  }

  /** True for a list of sections. */
  default boolean repeated() {
    return false;
  }
}
