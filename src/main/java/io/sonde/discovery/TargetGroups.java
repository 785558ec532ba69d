package io.sonde.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads lists in the format of Prometheus' file_sd and http_sd:
 *
 * <pre>{@code [{"targets": ["kafka1:9999", "kafka2:9999"], "labels": {"env": "prod"}}]}</pre>
 *
 * <p>Each target is an entry with {@code __address__} and the labels of its group. Only the fields
 * that placeholders name are kept, and reading fails at the first target above the maximum, so that
 * no list can fill the heap. For one list; not thread-safe.
 */
final class TargetGroups {
  /** The maximum size of a list in bytes. */
  static final int MOST_BYTES = 2 << 20;

  /** The maximum number of characters in all kept fields of all entries. */
  private static final int MOST_CHARACTERS = 4 << 20;

  private static final String ADDRESS = "__address__";

  private final Set<String> fields;
  private final int most;
  private final List<Map<String, String>> entries = new ArrayList<>();
  private long characters;

  /**
   * An empty list.
   *
   * @param fields the names of labels that are kept
   * @param most the maximum number of targets
   */
  private TargetGroups(Set<String> fields, int most) {
    this.fields = fields;
    this.most = most;
  }

  /**
   * The entries of a JSON document.
   *
   * @param fields the names of labels that are kept
   * @param most the maximum number of targets
   */
  static List<Map<String, String>> json(String text, Set<String> fields, int most)
      throws ListException {
    var groups = new TargetGroups(fields, most);
    JsonGroups.read(text, groups);
    return groups.entries;
  }

  /** The same of a YAML document. */
  static List<Map<String, String>> yaml(String text, Set<String> fields, int most)
      throws ListException {
    var groups = new TargetGroups(fields, most);
    YamlGroups.read(text, groups);
    return groups.entries;
  }

  /** The exception for a document that is not a list of groups. */
  static ListException unexpected(String found) {
    return new ListException("expected a list of groups with targets and labels, found " + found);
  }

  /** Whether a label of this name is kept. */
  boolean wants(String label) {
    return fields.contains(label);
  }

  /**
   * Checks the maximum number of targets while a group is read.
   *
   * @param number the targets of the group so far
   */
  void checkNumber(int number) throws ListException {
    if (entries.size() + number > most) {
      throw new ListException("expected at most %d targets, found more".formatted(most));
    }
  }

  /**
   * Adds the targets of a group.
   *
   * @param labels those that are kept
   */
  void add(List<String> addresses, Map<String, String> labels) throws ListException {
    int ofLabels = labels.values().stream().mapToInt(String::length).sum();
    for (String address : addresses) {
      characters += ofLabels + address.length();
      if (characters > MOST_CHARACTERS) {
        throw new ListException(
            "expected at most 4,194,304 characters in the fields of all targets, found more");
      }
      Map<String, String> entry = new LinkedHashMap<>(labels);
      entry.put(ADDRESS, address);
      entries.add(entry);
    }
  }
}
