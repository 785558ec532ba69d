package io.sonde.yaml;

import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${NAME}</code> in texts by an environment variable or by another key of the
 * configuration ({@code a.b}); one that is not set is a problem. <code>\${</code> is the text
 * <code>${</code>. What was put in is not looked through again.
 */
public final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\\\\\$\\{|\\$\\{([^}]*)}");

  private final Fields root;
  private final Map<String, String> environment;
  private final Problems problems;

  /** The keys that are being resolved: one that comes again refers to itself. */
  private final Deque<String> open = new ArrayDeque<>();

  private References(Fields root, Map<String, String> environment, Problems problems) {
    this.root = root;
    this.environment = environment;
    this.problems = problems;
  }

  public static Fields resolve(Fields root, Map<String, String> environment, Problems problems) {
    return new References(root, environment, problems).fields(root, "");
  }

  private Fields fields(Fields fields, String path) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    fields
        .entries()
        .forEach((key, entry) -> {
          String child = path.isEmpty() ? key : path + "." + key;
          entries.put(key, new Entry(node(entry.node(), child), entry.place()));
        });
    return new Fields(entries, fields.place());
  }

  private Node node(Node node, String path) {
    return switch (node) {
      case Fields fields -> fields(fields, path);
      case Items items -> {
        List<Node> nodes = new ArrayList<>();
        for (Node child : items.nodes()) {
          nodes.add(node(child, path + "[" + nodes.size() + "]"));
        }
        yield new Items(nodes, items.place());
      }
      case Text text -> text(text, path);
    };
  }

  private Text text(Text text, String path) {
    if (!text.text().contains("${")) {
      return text;
    }
    String replaced =
        REFERENCE
            .matcher(text.text())
            .replaceAll(match ->
                Matcher.quoteReplacement(
                    match.group(1) == null ? "${" : value(match.group(1), text, path)));
    return new Text(replaced, text.written(), true, text.place());
  }

  private String value(String name, Text text, String path) {
    String variable = environment.get(name);
    if (variable != null) {
      return variable;
    }
    Text other = key(name);
    if (other == null) {
      problems.add(
          text.place(),
          path,
          "expected an environment variable or a key of this configuration, found ${"
              + name
              + "}, which is not set");
      return "";
    }
    if (open.contains(name)) {
      problems.add(text.place(), path, "expected a value, found ${" + name + "} inside itself");
      return "";
    }
    open.push(name);
    try {
      return text(other, name).text();
    } finally {
      open.pop();
    }
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
