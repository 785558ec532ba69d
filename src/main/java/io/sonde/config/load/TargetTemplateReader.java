package io.sonde.config.load;

import io.sonde.config.TargetTemplate;
import io.sonde.targets.TargetConfig;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Placeholders;
import io.sonde.yaml.Problem;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import io.sonde.yaml.Type;
import io.sonde.yaml.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the template of a discovery's targets. Immutable and thread-safe. */
final class TargetTemplateReader {
  private final TargetReader targets;
  private final List<Key<?>> keys;

  TargetTemplateReader(TargetReader targets) {
    this.targets = targets;
    this.keys = targets.key().type().keys();
  }

  /**
   * The template. All values without placeholders are checked now, the others when an entry fills
   * them.
   *
   * @param written the map
   * @param path its path in the configuration
   * @param folder the folder that relative file names are resolved against
   */
  TargetTemplate read(Fields written, String path, Path folder, Problems problems) {
    Placeholders placeholders = new Placeholders(written, keys);
    placeholders.check(problems, path);
    Problems found = new Problems();
    Section section = Section.part(placeholders.unfilled(), path, keys, folder, found);
    targets.read(section);
    section.end();
    found.found().stream()
        .filter(problem -> !Placeholders.isLater(problem))
        .forEach(problem -> problems.add(problem.place(), problem.path(), problem.message()));
    checkName(written, path, problems);
    return new TargetTemplate(
        placeholders, path, kind(written), labels(written), filled -> target(filled, path, folder));
  }

  private void checkName(Fields written, String path, Problems problems) {
    Entry name = written.entries().get(TargetReader.NAME.name());
    if (name != null) {
      Fields alone = new Fields(Map.of(TargetReader.NAME.name(), name), name.place());
      if (new Placeholders(alone, keys).names().isEmpty()) {
        problems.add(
            name.node().place(),
            path + ".name",
            "expected a placeholder, since each target has a name of its own, found "
                + name.node().found());
      }
    }
  }

  private @Nullable String kind(Fields written) {
    return keys.stream()
        .filter(Key::alternative)
        .map(Key::name)
        .filter(written.entries()::containsKey)
        .findFirst()
        .orElse(null);
  }

  private static Set<String> labels(Fields written) {
    Entry labels = written.entries().get(TargetReader.LABELS.name());
    return labels != null && labels.node() instanceof Fields map
        ? map.entries().keySet()
        : Set.of();
  }

  private TargetConfig target(Fields filled, String path, Path folder) throws ConfigException {
    Problems problems = new Problems();
    Section section = Section.part(filled, path, keys, folder, problems);
    TargetConfig target = targets.read(section);
    section.end();
    problems.throwIfAny();
    if (target == null) {
      throw new ConfigException(
          List.of(new Problem(filled.place(), path, "expected a target, found none")));
    }
    return target;
  }

  /**
   * The type of a target with placeholders, which is not read yet.
   *
   * @param filled the keys of a target, which are read when the placeholders have values
   */
  record Template(List<Key<?>> filled) implements Type<Value> {
    Template {
      filled = List.copyOf(filled);
    }

    @Override
    public String words() {
      return "map, as an entry of `targets`";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "object");
    }

    @Override
    public Value read(Value value) {
      return value;
    }
  }
}
