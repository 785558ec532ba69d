package io.sonde.yaml;

import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fault;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A map with placeholders in its texts, such as {@code url: "jdbc:postgresql://{host}/{name}"};
 * <code>{{</code> and <code>}}</code> are braces. A placeholder that is the whole text becomes the
 * value as it is; one inside a text is escaped as the key says. Immutable.
 */
public final class Placeholders {
  private static final Pattern PARTS = Pattern.compile("\\{\\{|}}|\\{([^{}\\n]+)}|[{}]");

  /** What reading a text gives that has no value yet. */
  private static final String LATER = "a value of the list";

  private final Fields written;
  private final List<Key<?>> keys;

  /**
   * @param keys what the map can have
   */
  public Placeholders(Fields written, List<Key<?>> keys) {
    this.written = written;
    this.keys = List.copyOf(keys);
  }

  /** The names of all placeholders. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    each(
        written,
        keys,
        UnaryOperator.identity(),
        (text, _) -> {
          names.addAll(names(text));
          return text;
        });
    return names;
  }

  private static List<String> names(Text text) {
    return PARTS
        .matcher(text.text())
        .results()
        .filter(part -> part.group(1) != null)
        .map(part -> part.group(1))
        .toList();
  }

  /** The map with a fault in each text whose placeholders have no value yet, to read the rest. */
  public Fields unfilled() {
    return each(
        written,
        keys,
        UnaryOperator.identity(),
        (text, _) -> {
          if (names(text).isEmpty()) {
            return literal(text);
          }
          var fault = new Fault(LATER, "", true, "");
          return new Text(text.text(), text.written(), true, List.of(fault), text.place());
        });
  }

  /** True for the problem that a text of {@link #unfilled()} gives. */
  public static boolean isLater(Problem problem) {
    return problem.message().startsWith("expected " + LATER + ",");
  }

  /** Braces that are neither placeholders nor written twice, as problems. */
  public void check(Problems problems, String path) {
    each(
        written,
        keys,
        UnaryOperator.identity(),
        (text, _) -> {
          boolean wrong =
              PARTS.matcher(text.text()).results().anyMatch(part -> part.group().length() == 1);
          if (wrong) {
            problems.add(
                text.place(),
                path,
                "expected {name} around a field, or {{ and }} for braces, found one");
          }
          return text;
        });
  }

  /**
   * The map with these values.
   *
   * @param values by the names of placeholders; each must be there
   */
  public Fields filled(Map<String, String> values) {
    return each(
        written, keys, UnaryOperator.identity(), (text, escape) -> filled(text, escape, values));
  }

  private static Text literal(Text text) {
    return filled(text, UnaryOperator.identity(), Map.of());
  }

  private static Text filled(Text text, UnaryOperator<String> escape, Map<String, String> values) {
    String whole = text.text();
    if (whole.indexOf('{') < 0 && whole.indexOf('}') < 0) {
      return text;
    }
    Function<String, String> value =
        name -> {
          String found = values.getOrDefault(name, "");
          return whole.length() == name.length() + 2 ? found : escape.apply(found);
        };
    String filled =
        PARTS
            .matcher(whole)
            .replaceAll(part ->
                Matcher.quoteReplacement(
                    part.group(1) == null
                        ? part.group().substring(0, 1)
                        : value.apply(part.group(1))));
    return new Text(filled, filled, true, text.faults(), text.place());
  }

  private interface Change {
    Text of(Text text, UnaryOperator<String> escape);
  }

  private static Fields each(
      Fields fields, List<Key<?>> keys, UnaryOperator<String> escape, Change change) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    fields
        .entries()
        .forEach((name, entry) -> {
          Key<?> key = keys.stream().filter(k -> k.name().equals(name)).findFirst().orElse(null);
          Node node = each(entry.node(), keysOf(key), key == null ? escape : escape(key), change);
          entries.put(name, new Entry(node, entry.place()));
        });
    return new Fields(entries, fields.place());
  }

  private static Node each(
      Node node, List<Key<?>> keys, UnaryOperator<String> escape, Change change) {
    return switch (node) {
      case Fields fields -> each(fields, keys, escape, change);
      case Items items -> {
        List<Node> nodes = new ArrayList<>();
        items.nodes().forEach(item -> nodes.add(each(item, keys, escape, change)));
        yield new Items(nodes, items.place());
      }
      case Text text -> change.of(text, escape);
    };
  }

  private static List<Key<?>> keysOf(@Nullable Key<?> key) {
    return key == null ? List.of() : key.type().keys();
  }

  private static UnaryOperator<String> escape(Key<?> key) {
    return key.type().equals(Types.FILE) ? Escapes::segment : key.escape();
  }
}
