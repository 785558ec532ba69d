package io.sonde.config;

import io.sonde.targets.TargetConfig;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Placeholders;
import io.sonde.yaml.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code targets} with placeholders. Each entry of a discovered list gives their values
 * and so becomes a target. Immutable and thread-safe.
 */
public final class TargetTemplate {
  private final Placeholders placeholders;
  private final String path;
  private final @Nullable String kind;
  private final Set<String> labels;
  private final Reader reader;

  /** Reads a target; thread-safe. */
  public interface Reader {
    /**
     * The target.
     *
     * @param filled the template with all placeholders replaced
     * @throws ConfigException with the places in the template
     */
    TargetConfig read(Fields filled) throws ConfigException;
  }

  /**
   * A template that was checked.
   *
   * @param path the path of the template in the configuration
   * @param kind the kind of its targets; null when it names none
   * @param labels the names of the labels of its targets
   */
  public TargetTemplate(
      Placeholders placeholders,
      String path,
      @Nullable String kind,
      Set<String> labels,
      Reader reader) {
    this.placeholders = placeholders;
    this.path = path;
    this.kind = kind;
    this.labels = Set.copyOf(labels);
    this.reader = reader;
  }

  /** The kind of its targets; null when it names none. */
  public @Nullable String kind() {
    return kind;
  }

  /** The names of the labels of its targets. */
  public Set<String> labels() {
    return labels;
  }

  /** The names of its placeholders: the fields that each entry must have. */
  public Set<String> placeholders() {
    return placeholders.names();
  }

  /**
   * The target of one entry.
   *
   * @param values by the names of placeholders; other names are ignored
   * @throws ConfigException with the places in the template
   */
  public TargetConfig target(Map<String, String> values) throws ConfigException {
    Set<String> missing = new TreeSet<>(placeholders());
    missing.removeAll(values.keySet());
    Fields filled = placeholders.filled(values);
    if (!missing.isEmpty()) {
      throw new ConfigException(
          List.of(
              new Problem(
                  filled.place(),
                  path,
                  "expected an entry with " + String.join(", ", missing) + ", found one without")));
    }
    return reader.read(filled);
  }
}
