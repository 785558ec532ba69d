package io.sonde.discovery;

import io.sonde.yaml.Node;
import io.sonde.yaml.Problems;
import io.sonde.yaml.YamlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads groups of targets from YAML, whose nodes are bounded by the heap. Stateless. */
final class YamlGroups {
  private YamlGroups() {}

  /** Adds the groups of a document. */
  static void read(String text, TargetGroups groups) throws ListException {
    Problems problems = new Problems();
    Node document = YamlTree.document("list", text, problems);
    if (!problems.found().isEmpty()) {
      throw new ListException(
          problems.found().getFirst().place() + ": " + problems.found().getFirst().message());
    }
    if (!(document instanceof Node.Items items)) {
      throw TargetGroups.unexpected(document == null ? "nothing" : document.sort());
    }
    for (Node group : items.nodes()) {
      if (!(group instanceof Node.Fields fields)
          || !(node(fields, "targets") instanceof Node.Items targets)) {
        throw TargetGroups.unexpected("a group without targets");
      }
      groups.checkNumber(targets.nodes().size());
      List<String> addresses = new ArrayList<>();
      for (Node target : targets.nodes()) {
        addresses.add(text(target));
      }
      groups.add(addresses, labels(fields, groups));
    }
  }

  private static Map<String, String> labels(Node.Fields group, TargetGroups groups)
      throws ListException {
    Map<String, String> labels = new LinkedHashMap<>();
    Node written = node(group, "labels");
    if (written instanceof Node.Fields map) {
      for (var label : map.entries().entrySet()) {
        String value = text(label.getValue().node());
        if (groups.wants(label.getKey())) {
          labels.put(label.getKey(), value);
        }
      }
    } else if (written != null && !(written instanceof Node.Text text && text.nothing())) {
      throw TargetGroups.unexpected("labels that are not a map");
    }
    return labels;
  }

  private static @Nullable Node node(Node.Fields fields, String key) {
    var entry = fields.entries().get(key);
    return entry == null ? null : entry.node();
  }

  private static String text(Node node) throws ListException {
    if (node instanceof Node.Text text) {
      return text.text();
    }
    throw TargetGroups.unexpected("a target or label that is not a text");
  }
}
