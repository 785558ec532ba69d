package io.sonde.config;

import io.sonde.targets.TargetConfig;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Placeholders;
import io.sonde.yaml.Problem;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code targets} with placeholders, which the entries of a list fill. Immutable and
 * thread-safe.
 */
public final class TargetTemplate {
  private final Placeholders placeholders;
  private final TargetReader reader;
  private final Path folder;
  private final String path;
  private final @Nullable String kind;
  private final Set<String> labels;

  private TargetTemplate(
      Placeholders placeholders,
      TargetReader reader,
      Path folder,
      String path,
      @Nullable String kind,
      Set<String> labels) {
    this.placeholders = placeholders;
    this.reader = reader;
    this.folder = folder;
    this.path = path;
    this.kind = kind;
    this.labels = Set.copyOf(labels);
  }

  /**
   * Reads all of it that has no placeholder.
   *
   * @param written the map
   * @param above the discovery
   */
  static TargetTemplate read(
      Fields written, Section above, String path, TargetReader reader, Problems problems) {
    List<Key<?>> keys = reader.key().type().keys();
    Placeholders placeholders = new Placeholders(written, keys);
    placeholders.check(problems, path);
    Problems found = new Problems();
    Section section = Section.part(placeholders.unfilled(), path, keys, above.folder(), found);
    reader.read(section);
    section.end();
    found.found().stream()
        .filter(problem -> !Placeholders.isLater(problem))
        .forEach(problem -> problems.add(problem.place(), problem.path(), problem.message()));
    var name = written.entries().get("name");
    if (name != null && new Placeholders(one("name", name), keys).names().isEmpty()) {
      problems.add(
          name.node().place(),
          path + ".name",
          "expected a placeholder, since each target has a name of its own, found "
              + name.node().found());
    }
    String kind =
        keys.stream()
            .filter(Key::alternative)
            .map(Key::name)
            .filter(written.entries()::containsKey)
            .findFirst()
            .orElse(null);
    var labels = written.entries().get("labels");
    return new TargetTemplate(
        placeholders,
        reader,
        above.folder(),
        path,
        kind,
        labels != null && labels.node() instanceof Fields map ? map.entries().keySet() : Set.of());
  }

  private static Fields one(String key, Entry entry) {
    return new Fields(Map.of(key, entry), entry.place());
  }

  /** The kind of its targets; null when it has none. */
  @Nullable String kind() {
    return kind;
  }

  /** The names of its labels. */
  Set<String> labels() {
    return labels;
  }

  /** The names of its placeholders: what it wants of each entry. */
  public Set<String> placeholders() {
    return placeholders.names();
  }

  /**
   * The target of one entry.
   *
   * @param values by the names of placeholders; others may be among them
   * @throws ConfigException with the places in the template
   */
  public TargetConfig target(Map<String, String> values) throws ConfigException {
    Problems problems = new Problems();
    Set<String> missing = new TreeSet<>(placeholders());
    missing.removeAll(values.keySet());
    Fields filled = placeholders.filled(values);
    if (!missing.isEmpty()) {
      problems.add(
          filled.place(),
          path,
          "expected an entry with " + String.join(", ", missing) + ", found one without");
      problems.throwIfAny();
    }
    Section section = Section.part(filled, path, reader.key().type().keys(), folder, problems);
    TargetConfig target = reader.read(section);
    section.end();
    problems.throwIfAny();
    if (target == null) {
      throw new ConfigException(
          List.of(new Problem(filled.place(), path, "expected a target, found none")));
    }
    return target;
  }
}
