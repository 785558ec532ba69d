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
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Composes YAML with SnakeYAML and keeps every scalar as the text that was written. Anchors,
 * aliases and merge keys work; a duplicate key is a problem.
 */
public final class YamlTree {
  private final String source;
  private final Problems problems;

  /** The collections that lead to the current node: an alias to one of them has no end. */
  private final Deque<org.yaml.snakeyaml.nodes.Node> open = new ArrayDeque<>();

  private YamlTree(String source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /** The top map of a document; an empty one after a syntax error, which is then a problem. */
  public static Fields compose(String source, String yaml, Problems problems) {
    Place top = new Place(source, 1, 1);
    try {
      var root = new Yaml(new LoaderOptions()).compose(new java.io.StringReader(yaml));
      if (root == null) {
        return new Fields(Map.of(), top);
      }
      Node node = new YamlTree(source, problems).node(root, "");
      if (node instanceof Fields fields) {
        return fields;
      }
      if (node != null && !(node instanceof Text text && text.nothing())) {
        problems.expected(node, "", "a map of keys");
      }
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      Place place =
          mark == null ? top : new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
      problems.add(place, "", "expected YAML, " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(top, "", "expected YAML, " + e.getMessage());
    }
    return new Fields(Map.of(), top);
  }

  private @Nullable Node node(org.yaml.snakeyaml.nodes.Node yaml, String path) {
    if (yaml instanceof ScalarNode scalar) {
      return new Text(
          scalar.getValue(),
          scalar.getValue(),
          scalar.getScalarStyle() != ScalarStyle.PLAIN,
          place(scalar));
    }
    if (open.contains(yaml)) {
      problems.add(place(yaml), path, "expected an end, found an alias to what holds it");
      return null;
    }
    open.push(yaml);
    try {
      return switch (yaml) {
        case SequenceNode sequence -> items(sequence, path);
        case MappingNode mapping -> fields(mapping, path);
        default -> throw new IllegalStateException("unknown node " + yaml.getNodeId());
      };
    } finally {
      open.pop();
    }
  }

  private Items items(SequenceNode sequence, String path) {
    List<Node> nodes = new ArrayList<>();
    for (var child : sequence.getValue()) {
      Node node = node(child, path + "[" + nodes.size() + "]");
      if (node != null) {
        nodes.add(node);
      }
    }
    return new Items(nodes, place(sequence));
  }

  private Fields fields(MappingNode mapping, String path) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Fields merged = new Fields(Map.of(), place(mapping));
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(place(tuple.getKeyNode()), path, "expected a text as key, found a collection");
        continue;
      }
      String child = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      Node node = node(tuple.getValueNode(), child);
      if (node == null) {
        continue;
      }
      if (key.getTag().equals(Tag.MERGE)) {
        merged = merge(node, child).under(merged);
        continue;
      }
      Entry first = entries.putIfAbsent(key.getValue(), new Entry(node, place(key)));
      if (first != null) {
        problems.add(
            place(key), child, "expected each key once, found it at " + first.place() + " too");
      }
    }
    return shallow(merged, entries, place(mapping));
  }

  /** As YAML's merge key says: the map's own keys win whole, they are not merged deeper. */
  private static Fields shallow(Fields merged, Map<String, Entry> own, Place place) {
    Map<String, Entry> all = new LinkedHashMap<>(merged.entries());
    all.putAll(own);
    return new Fields(all, place);
  }

  private Fields merge(Node node, String path) {
    return switch (node) {
      case Fields fields -> fields;
      case Items items when items.nodes().stream().allMatch(Fields.class::isInstance) -> {
        Map<String, Entry> all = new LinkedHashMap<>();
        items.nodes().forEach(n -> ((Fields) n).entries().forEach(all::putIfAbsent));
        yield new Fields(all, items.place());
      }
      default -> {
        problems.expected(node, path, "a map, or a list of maps, to merge");
        yield new Fields(Map.of(), node.place());
      }
    };
  }

  private Place place(org.yaml.snakeyaml.nodes.Node node) {
    Mark mark = node.getStartMark();
    return new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
