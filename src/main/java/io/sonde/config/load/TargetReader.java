package io.sonde.config.load;

import io.sonde.targets.LabelledTarget;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Escapes;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Unicode;
import io.sonde.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the entries of {@code targets}: each has a name and the connection of one kind. */
final class TargetReader {
  static final Key<String> NAME =
      Key.of(
              "name",
              Types.TEXT,
              "Its name, which is the label `target` of its samples: letters, digits and any of"
                  + " `. _ - : / % [ ]`.")
          .required("a name")
          .escaped(value -> Escapes.escaped(value, "._-:/[]"));

  static final Key<Map<String, Value>> LABELS =
      Key.of(
          "labels",
          Types.textMap("map of labels to texts", "a map of labels to their values"),
          "Labels of each sample of this target, such as `env: production`. Its metrics must not"
              + " have labels of the same names.");

  private final Map<String, Key<Section>> connections = new LinkedHashMap<>();
  private final Map<String, TargetKind> kinds = new LinkedHashMap<>();
  private final Key<List<Section>> key;

  TargetReader(List<TargetKind> kinds) {
    for (TargetKind kind : kinds) {
      this.kinds.put(kind.key(), kind);
      connections.put(
          kind.key(),
          Key.of(kind.key(), Types.section(kind.targetKeys()), kind.meaning()).asAlternative());
    }
    List<Key<?>> keys =
        Stream.concat(Stream.<Key<?>>of(NAME, LABELS), connections.values().stream()).toList();
    this.key = Key.of("targets", Types.sections(keys), "The databases, APIs and servers to read.");
  }

  Key<List<Section>> key() {
    return key;
  }

  /** The target; null when its kind cannot be determined. */
  @Nullable TargetConfig read(Section section) {
    String name = section.text(NAME);
    if (!name.isEmpty() && !Names.target(name)) {
      section.expected(NAME, Names.TARGET);
    }
    Map<String, String> labels = labels(section);
    Key<?> chosen = section.alternative();
    Key<Section> connection = chosen == null ? null : connections.get(chosen.name());
    TargetKind kind = chosen == null ? null : kinds.get(chosen.name());
    Section below = connection == null ? null : section.find(connection);
    if (kind == null || below == null) {
      return null;
    }
    TargetConfig target = kind.readTarget(name, below);
    return labels.isEmpty() ? target : new LabelledTarget(target, labels);
  }

  private static Map<String, String> labels(Section section) {
    Map<String, Value> written = section.find(LABELS);
    Map<String, String> labels = new LinkedHashMap<>();
    if (written != null) {
      written.forEach((label, value) -> {
        String wrong = Names.label(label);
        if (wrong != null) {
          value.problem("expected " + wrong + ", found '" + label + "'");
        }
        labels.put(label, value.text());
        if (Unicode.loneSurrogate(value.text()).isPresent()) {
          value.problem("expected Unicode, found half of a surrogate pair");
        }
      });
    }
    return labels;
  }
}
