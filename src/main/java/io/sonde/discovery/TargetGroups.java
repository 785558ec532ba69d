package io.sonde.discovery;

import io.helidon.json.JsonException;
import io.helidon.json.JsonParser;
import io.helidon.json.JsonString;
import io.helidon.json.JsonValue;
import io.helidon.json.JsonValueType;
import io.sonde.yaml.Node;
import io.sonde.yaml.Problems;
import io.sonde.yaml.YamlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' format of lists of targets, of file_sd and http_sd:
 *
 * <pre>{@code [{"targets": ["kafka1:9999", "kafka2:9999"], "labels": {"env": "prod"}}]}</pre>
 *
 * <p>Each target is an entry with {@code __address__} and the labels of its group.
 */
final class TargetGroups {
  /** The most bytes of a list. */
  static final int MOST_BYTES = 2 << 20;

  private static final String EXPECTED =
      "expected a list of groups with targets and labels, found ";

  private TargetGroups() {}

  /** The entries of a JSON document. */
  static List<Map<String, String>> json(String text) throws ListException {
    JsonValue document;
    try {
      document = JsonParser.create(text).readJsonValue();
    } catch (JsonException | IndexOutOfBoundsException | StackOverflowError e) {
      throw new ListException(EXPECTED + "text that is no JSON, or not all of it");
    }
    if (document.type() != JsonValueType.ARRAY) {
      throw new ListException(EXPECTED + "something else");
    }
    List<Map<String, String>> entries = new ArrayList<>();
    for (JsonValue group : document.asArray().values()) {
      if (group.type() != JsonValueType.OBJECT) {
        throw new ListException(EXPECTED + "an entry that is no group");
      }
      Map<String, String> labels = new LinkedHashMap<>();
      var written = group.asObject().objectValue("labels");
      if (written.isPresent()) {
        for (String name : written.get().keysAsStrings()) {
          labels.put(name, text(written.get().value(name, JsonString.create(""))));
        }
      }
      var targets = group.asObject().arrayValue("targets");
      if (targets.isEmpty()) {
        throw new ListException(EXPECTED + "a group without targets");
      }
      for (JsonValue target : targets.get().values()) {
        entries.add(entry(text(target), labels));
      }
    }
    return entries;
  }

  private static String text(JsonValue value) throws ListException {
    if (value.type() != JsonValueType.STRING) {
      throw new ListException(EXPECTED + "a target or label that is no text");
    }
    return value.asString().value();
  }

  /** The entries of a YAML document. */
  static List<Map<String, String>> yaml(String text) throws ListException {
    Problems problems = new Problems();
    Node document = YamlTree.document("list", text, problems);
    if (!problems.found().isEmpty()) {
      throw new ListException(
          problems.found().getFirst().place() + ": " + problems.found().getFirst().message());
    }
    if (!(document instanceof Node.Items groups)) {
      throw new ListException(EXPECTED + (document == null ? "nothing" : document.sort()));
    }
    List<Map<String, String>> entries = new ArrayList<>();
    for (Node group : groups.nodes()) {
      if (!(group instanceof Node.Fields fields)
          || !(node(fields, "targets") instanceof Node.Items targets)) {
        throw new ListException(EXPECTED + "a group without targets");
      }
      Map<String, String> labels = new LinkedHashMap<>();
      if (node(fields, "labels") instanceof Node.Fields written) {
        for (var label : written.entries().entrySet()) {
          labels.put(label.getKey(), text(label.getValue().node()));
        }
      }
      for (Node target : targets.nodes()) {
        entries.add(entry(text(target), labels));
      }
    }
    return entries;
  }

  private static @Nullable Node node(Node.Fields fields, String key) {
    var entry = fields.entries().get(key);
    return entry == null ? null : entry.node();
  }

  private static String text(Node node) throws ListException {
    if (node instanceof Node.Text text) {
      return text.text();
    }
    throw new ListException(EXPECTED + "a target or label that is no text");
  }

  private static Map<String, String> entry(String address, Map<String, String> labels) {
    Map<String, String> entry = new LinkedHashMap<>(labels);
    entry.put("__address__", address);
    return entry;
  }
}
