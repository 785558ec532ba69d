package io.sonde.targets.jmx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Patterns that match something, in place of one that matches nothing: {@code
 * java.lang:type=MemoryPool,*} for {@code java.lang:type=MemoryPol,*}. Stateless.
 */
final class SimilarPatterns {
  private static final int MOST = 500;

  private SimilarPatterns() {}

  /**
   * Patterns with the same keys as this one, with the values that the MBeans of its domain have;
   * those of all domains where its domain has none. Empty when the target does not answer.
   */
  static Set<String> of(ObjectName pattern, MBeans mbeans) {
    try {
      Collection<ObjectName> names =
          pattern.isDomainPattern()
              ? List.of()
              : mbeans.names(new ObjectName(pattern.getDomain() + ":*"));
      if (names.isEmpty()) {
        names = mbeans.names(ObjectName.WILDCARD);
      }
      Set<String> close = new LinkedHashSet<>();
      for (ObjectName name : names) {
        if (close.size() < MOST) {
          close.add(like(pattern, name));
        }
      }
      return close;
    } catch (IOException | MBeanFailure | MalformedObjectNameException e) {
      return Set.of();
    }
  }

  private static String like(ObjectName pattern, ObjectName name) {
    List<String> properties = new ArrayList<>();
    boolean others = false;
    for (String property : pattern.getKeyPropertyListString().split(",", -1)) {
      int equals = property.indexOf('=');
      String key = equals < 0 ? "" : property.substring(0, equals);
      String value = name.getKeyProperty(key);
      if (value == null) {
        others = true;
      } else {
        properties.add(pattern.isPropertyValuePattern(key) ? property : key + "=" + value);
      }
    }
    if (others || properties.size() < name.getKeyPropertyList().size()) {
      properties.add("*");
    }
    return name.getDomain() + ":" + String.join(",", properties);
  }
}
