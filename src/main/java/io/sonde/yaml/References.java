package io.sonde.yaml;

import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fault;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${NAME}</code> in texts by an environment variable or by another key of the
 * configuration ({@code a.b}); one that is not set becomes a {@link Node.Fault} of the text, which
 * is a problem when the text is read. <code>\${</code> is the text <code>${</code>. Inserted texts
 * are not searched for references again.
 */
public final class References {
  private static final int MOST_CHARACTERS = 8 << 20;

  private static final Pattern REFERENCE = Pattern.compile("\\\\\\$\\{|\\$\\{([^}]*)}");

  private final Fields root;
  private final Map<String, String> environment;

  /**
   * How many characters may still be inserted: references to texts with references grow
   * exponentially.
   */
  private int room = MOST_CHARACTERS;

  /** The keys that are being resolved, to detect a key that refers to itself. */
  private final Deque<String> open = new ArrayDeque<>();

  /** The resolved values of keys that others refer to. */
  private final Map<String, Text> resolved = new HashMap<>();

  private References(Fields root, Map<String, String> environment) {
    this.root = root;
    this.environment = environment;
  }

  /** The tree with its references replaced. */
  public static Fields resolve(Fields root, Map<String, String> environment) {
    return new References(root, environment).fields(root);
  }

  /**
   * A tree of another source with its references replaced.
   *
   * @param keys the tree whose keys it can refer to
   */
  public static Fields resolve(Fields tree, Fields keys, Map<String, String> environment) {
    return new References(keys, environment).fields(tree);
  }

  private Fields fields(Fields fields) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    boolean changed = false;
    for (Map.Entry<String, Entry> old : fields.entries().entrySet()) {
      Node node = old.getValue().node();
      Node replaced = node(node);
      changed |= !isSame(node, replaced);
      entries.put(
          old.getKey(),
          isSame(node, replaced) ? old.getValue() : new Entry(replaced, old.getValue().place()));
    }
    return changed ? new Fields(entries, fields.place()) : fields;
  }

  private Items items(Items items) {
    List<Node> nodes = new ArrayList<>();
    boolean changed = false;
    for (Node node : items.nodes()) {
      Node replaced = node(node);
      changed |= !isSame(node, replaced);
      nodes.add(replaced);
    }
    return changed ? new Items(nodes, items.place()) : items;
  }

  /** A tree without references is returned as it is, without a copy. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Node a, Node b) {
    return a == b;
  }

  private Node node(Node node) {
    return switch (node) {
      case Fields fields -> fields(fields);
      case Items items -> items(items);
      case Text text -> text(text);
    };
  }

  private Text text(Text text) {
    if (!text.text().contains("${")) {
      return text;
    }
    List<Fault> faults = new ArrayList<>();
    String replaced =
        REFERENCE
            .matcher(text.text())
            .replaceAll(match -> {
              String name = match.group(1);
              boolean whole = match.group().length() == text.text().length();
              return Matcher.quoteReplacement(name == null ? "${" : value(name, whole, faults));
            });
    return new Text(replaced, text.written(), true, faults, text.place());
  }

  private String value(String name, boolean whole, List<Fault> faults) {
    String variable = environment.get(name);
    if (variable != null) {
      return put(variable, name, whole, faults);
    }
    Text other = key(name);
    if (other == null) {
      faults.add(
          new Fault(
              "an environment variable or a key of this configuration",
              name,
              whole,
              ", which is not set"));
      return "";
    }
    if (open.contains(name)) {
      faults.add(new Fault("a value", name, whole, " inside itself"));
      return "";
    }
    Text value = resolved.get(name);
    if (value == null) {
      open.push(name);
      value = text(other);
      open.pop();
      resolved.put(name, value);
    }
    // one is enough: their number would grow like the texts
    value.faults().stream().limit(1).forEach(faults::add);
    return put(value.text(), name, whole, faults);
  }

  private String put(String value, String name, boolean whole, List<Fault> faults) {
    room -= value.length();
    if (room >= 0) {
      return value;
    }
    room = 0;
    faults.add(
        new Fault(
            "at most " + MOST_CHARACTERS + " characters from all references",
            name,
            whole,
            ", which puts in more"));
    return "";
  }

  private @Nullable Text key(String name) {
    Node node = root;
    for (String part : name.split("\\.", -1)) {
      Entry entry = node instanceof Fields fields ? fields.entries().get(part) : null;
      if (entry == null) {
        return null;
      }
      node = entry.node();
    }
    return node instanceof Text text && !text.nothing() ? text : null;
  }
}
