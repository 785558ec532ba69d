package io.sonde.config;

import io.sonde.targets.Fields;
import io.sonde.yaml.Ordered;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A metric to make of the rows.
 *
 * @param name the whole name as it is exposed, prefix included; or a {@link Template} of it
 * @param labels label name to a field or a {@link Template}, in the order of the configuration
 * @param constantLabels label name to its value, the same for all samples
 * @param value the field that gives the value; null for {@code info} and for a constant
 * @param valueMap texts to numbers; empty for none
 * @param scale the factor for the value, 1 for none
 * @param buckets upper bounds of a histogram, ascending, without infinity; empty for other types
 * @param quantiles quantiles of a summary; empty for none
 * @param conversion how what the field holds becomes a number
 * @param shape what its samples have beside that
 * @param verbatim true when its name is as the user wrote it, whatever the conventions say
 */
public record MetricConfig(
    String name,
    MetricType type,
    String help,
    Map<String, String> labels,
    Map<String, String> constantLabels,
    @Nullable String value,
    Map<String, Double> valueMap,
    double scale,
    OnMissing onMissing,
    List<Double> buckets,
    List<Double> quantiles,
    Conversion conversion,
    Shape shape,
    boolean verbatim) {
  /** A metric whose field holds numbers. */
  public MetricConfig(
      String name,
      MetricType type,
      String help,
      Map<String, String> labels,
      Map<String, String> constantLabels,
      @Nullable String value,
      Map<String, Double> valueMap,
      double scale,
      OnMissing onMissing,
      List<Double> buckets,
      List<Double> quantiles) {
    this(
        name,
        type,
        help,
        labels,
        constantLabels,
        value,
        valueMap,
        scale,
        onMissing,
        buckets,
        quantiles,
        Conversion.NONE,
        Shape.PLAIN,
        false);
  }

  public MetricConfig {
    labels = Ordered.copyOf(labels);
    constantLabels = Ordered.copyOf(constantLabels);
    valueMap = Map.copyOf(valueMap);
    buckets = List.copyOf(buckets);
    quantiles = List.copyOf(quantiles);
  }

  /** The name of its family: without the suffix that its type gives to its samples. */
  public String family() {
    return type.family(name);
  }

  /** The same with a name that its template has made. */
  public MetricConfig named(String made) {
    return new MetricConfig(
        made,
        type,
        help,
        labels,
        constantLabels,
        value,
        valueMap,
        scale,
        onMissing,
        buckets,
        quantiles,
        conversion,
        shape,
        verbatim);
  }

  /** True when rows make its name. */
  public boolean namedByRows() {
    return Template.isTemplate(name);
  }

  /** What every name of it begins with: all of it, where rows do not make it. */
  public String nameHead() {
    return namedByRows() ? Template.parse(name).texts().getFirst() : name;
  }

  /** True when its name begins as those of Sonde's own metrics. */
  public boolean hasReservedName() {
    return ReservedNames.contains(name);
  }

  /** The fields that it takes from a row, each once; none for a metric of the read itself. */
  public Set<String> fields() {
    Set<String> fields = Template.fieldsOf(labels.values());
    if (namedByRows()) {
      fields.addAll(Template.parse(name).fields());
    }
    if (value != null) {
      fields.add(value);
    }
    fields.addAll(shape.fields());
    return ofTheRead() ? Set.of() : fields;
  }

  /** Every name that it takes in the expositions: of its family and of its samples. */
  public Set<String> names() {
    return type.names(name);
  }

  /** True when the value speaks of the read ({@code $duration}, …), not of a row. */
  public boolean ofTheRead() {
    return value != null && Fields.OF_THE_READ.contains(value);
  }
}
