package io.sonde.config;

import io.sonde.targets.Fields;
import io.sonde.yaml.Ordered;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A metric to make of the rows. Immutable.
 *
 * @param name the whole name as it is exposed, prefix included; or a {@link Template} of it
 * @param value where the value comes from and how it becomes a number
 * @param shape what its samples have beside labels and a value
 * @param verbatim true when its name is exposed as the user wrote it, without the file's prefix
 */
public record MetricConfig(
    String name,
    MetricType type,
    String help,
    Labels labels,
    ValueConfig value,
    Shape shape,
    boolean verbatim) {
  /**
   * The labels of a metric.
   *
   * @param fields label name to a field or a {@link Template}, in the order of the configuration
   * @param constants label name to its value, the same for all samples
   */
  public record Labels(Map<String, String> fields, Map<String, String> constants) {
    /** No labels. */
    public static final Labels NONE = new Labels(Map.of(), Map.of());

    public Labels {
      fields = Ordered.copyOf(fields);
      constants = Ordered.copyOf(constants);
    }

    // Written out, since these are keys of a map at the start: the JVM makes those of a record when
    // they are first called, which takes 10 ms.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Labels labels
          && fields.equals(labels.fields)
          && constants.equals(labels.constants);
    }

    @Override
    public int hashCode() {
      return 31 * fields.hashCode() + constants.hashCode();
    }

    /** The names of all of them. */
    public Set<String> names() {
      Set<String> names = new HashSet<>(fields.keySet());
      names.addAll(constants.keySet());
      return names;
    }
  }

  /** The name of its family: without the suffix that its type gives to its samples. */
  public String family() {
    return type.family(name);
  }

  /** This metric with a name that its template has made. */
  public MetricConfig named(String made) {
    return new MetricConfig(made, type, help, labels, value, shape, verbatim);
  }

  /** True when its name is a template. */
  public boolean namedByRows() {
    return Template.isTemplate(name);
  }

  /** The start of its name before the first field; the whole name when it is not a template. */
  public String nameHead() {
    return namedByRows() ? Template.parse(name).texts().getFirst() : name;
  }

  /** True when its name is reserved for Sonde's own metrics. */
  public boolean hasReservedName() {
    return ReservedNames.contains(name);
  }

  /** The fields that it reads from a row; none for a metric of the read itself. */
  public Set<String> fields() {
    Set<String> fields = Template.fieldsOf(labels.fields().values());
    if (namedByRows()) {
      fields.addAll(Template.parse(name).fields());
    }
    if (value.field() != null) {
      fields.add(value.field());
    }
    fields.addAll(shape.fields());
    return ofTheRead() ? Set.of() : fields;
  }

  /** Every name that it uses in the expositions: of its family and of its samples. */
  public Set<String> names() {
    return type.names(name);
  }

  /** True when its value is about the read ({@code $duration}, …) instead of a row. */
  public boolean ofTheRead() {
    return value.field() != null && Fields.OF_THE_READ.contains(value.field());
  }
}
