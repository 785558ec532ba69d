package io.sonde.yaml;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a key's value can be. The usual ones are in {@link Types}. Immutable.
 *
 * @param <T> what the value becomes
 */
public interface Type<T> {
  /** How the manual names it, such as "duration". */
  String words();

  /** The JSON Schema of a leaf: keywords to values. The schema of a section comes from its keys. */
  Map<String, Object> schema();

  /** Reads a value that is written and not empty; null after it has added a problem. */
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
