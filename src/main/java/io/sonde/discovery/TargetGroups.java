package io.sonde.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prometheus' format of lists of targets, of file_sd and http_sd:
 *
 * <pre>{@code [{"targets": ["kafka1:9999", "kafka2:9999"], "labels": {"env": "prod"}}]}</pre>
 *
 * <p>Each target is an entry with {@code __address__} and the labels of its group. Only the fields
 * that are asked for are kept, and reading ends at the first target too many: a list is somebody
 * else's, and must fit the heap. For one list and one thread.
 */
final class TargetGroups {
  /** The maximum size of a list in bytes. */
  static final int MOST_BYTES = 2 << 20;

  /** The maximum length of all fields of all entries that are kept. */
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

  /** A document that is something else. */
  static ListException unexpected(String found) {
    return new ListException("expected a list of groups with targets and labels, found " + found);
  }

  /** Whether a label of this name is kept. */
  boolean wants(String label) {
    return fields.contains(label);
  }

  /**
   * Refuses a group that makes the list too long.
   *
   * @param number the targets that were read of the group
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
        throw new ListException("the fields of its targets have more than 4 MiB");
      }
      Map<String, String> entry = new LinkedHashMap<>(labels);
      entry.put(ADDRESS, address);
      entries.add(entry);
    }
  }
}
