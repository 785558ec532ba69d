package io.sonde.config.helidon;

import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Text;
import io.sonde.yaml.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Overrides of keys by the environment, the system properties and the command line. An environment
 * variable has the name of its key, either unchanged, or in capitals with {@code _} for dots and
 * dashes ({@code SERVER_PORT}), or with Helidon's {@code _dash_}. Other variables are ignored.
 */
public final class Overrides {
  private Overrides() {}

  /**
   * The values of the environment as a tree.
   *
   * @param paths the keys that can be overridden
   */
  public static Fields ofEnvironment(Map<String, String> environment, List<String> paths) {
    Map<String, String> byName = new LinkedHashMap<>();
    paths.forEach(path -> byName.put(variable(path), path));
    Fields top = empty("environment");
    for (var variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      String path =
          byName.containsValue(name)
              ? name
              : byName.get(name.replace("_dash_", "_").replace("_DASH_", "_"));
      if (path != null) {
        top = top.under(leaf(path, variable.getValue(), Place.of("environment " + name)));
      }
    }
    return top;
  }

  /**
   * The system properties below the roots, including unknown keys, which are reported then; and
   * those of the paths.
   */
  public static Fields ofProperties(
      Map<String, String> properties, List<String> roots, List<String> paths) {
    Fields top = empty("system properties");
    for (var property : new TreeMap<>(properties).entrySet()) {
      String name = property.getKey();
      if (roots.stream().anyMatch(root -> name.startsWith(root + ".")) || paths.contains(name)) {
        top = top.under(leaf(name, property.getValue(), Place.of("property " + name)));
      }
    }
    return top;
  }

  /** One value as a tree. */
  public static Fields leaf(String path, String value, Place place) {
    @Nullable Node node = null;
    String[] keys = path.split("\\.", -1);
    for (int i = keys.length - 1; i >= 0; i--) {
      Node child = node == null ? new Text(value, value, true, place) : node;
      node = new Fields(Map.of(keys[i], new Entry(child, place)), place);
    }
    return node instanceof Fields fields ? fields : empty(place.source());
  }

  private static String variable(String path) {
    return path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static Fields empty(String source) {
    return new Fields(Map.of(), Place.of(source));
  }
}
