package io.sonde.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes immutable copies of maps that keep their order; {@link Map#copyOf} does not. */
public final class Ordered {
  private Ordered() {}

  public static <V> Map<String, V> copyOf(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
