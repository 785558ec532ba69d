package io.sonde.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Immutable maps that keep the order in which they were written, as {@link Map#copyOf} does not.
 */
public final class Ordered {
  private Ordered() {}

  public static <V> Map<String, V> copyOf(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
