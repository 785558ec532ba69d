package io.sonde.targets.jmx;

import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * One MBean with all of its attributes, to show which fields it has. Composite data, maps and
 * tables have a field for each value in them.
 *
 * @param types the attributes with their types, in the order of the MBean
 * @param attributes the values by name
 * @param failures the attributes that could not be read, with the reason
 */
record WholeMBean(
    ObjectName mbean,
    Map<String, String> types,
    Map<String, @Nullable Object> attributes,
    Map<String, MBeanFailure> failures)
    implements Row {
  private static final int MAX_NAMES = 500;
  private static final int MAX_DEPTH = 8;

  @Override
  public @Nullable Object field(String field) throws ReadException {
    return new MBeanRow(mbean, Map.of(), attributes, failures, types::keySet)
        .field(MBeanField.of(field));
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    names.add("$domain");
    names.addAll(new TreeSet<>(mbean.getKeyPropertyList().keySet()));
    for (String attribute : types.keySet()) {
      String name = mbean.getKeyProperty(attribute) == null ? attribute : "attr:" + attribute;
      add(names, name, attributes.get(attribute), 0);
    }
    return names;
  }

  /** Adds a name for each value that is in a value, up to a bound. */
  static void add(Set<String> names, String name, @Nullable Object value, int depth) {
    MBeanItems items = MBeanItems.of(value);
    if (items.names().isEmpty() || depth == MAX_DEPTH) {
      if (names.size() < MAX_NAMES) {
        names.add(name);
      }
      return;
    }
    items.names().forEach(item -> add(names, name + "." + item, items.item(item), depth + 1));
  }

  /** The class that the MBean declares for an attribute; what it is, for the parts of the name. */
  @Override
  public @Nullable String type(String field) {
    if (field.equals("$domain")) {
      return "domain";
    }
    if (mbean.getKeyProperty(field) != null) {
      return "key property";
    }
    return types.get(field.startsWith("attr:") ? field.substring("attr:".length()) : field);
  }
}
