package io.sonde.config;

import io.sonde.targets.Fields;
import io.sonde.targets.QueryConfig;
import io.sonde.yaml.Ordered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to read from its targets, how often, and the metrics to make of it. Immutable.
 *
 * @param targets names of targets, all of the kind that {@code query} needs
 * @param every time from one turn to the next
 * @param timeout the deadline of the whole read
 * @param keep how long the last good samples outlive failing collections
 * @param maxSamples the most samples that one collection may publish, observed series included
 * @param targetLabel true when each sample has a label with the name of its target
 * @param maxMetrics the most names that one entry may make, where its name is a template
 */
public record CollectorConfig(
    String name,
    List<String> targets,
    Duration every,
    Duration timeout,
    Duration keep,
    int maxSamples,
    OnDuplicate onDuplicate,
    QueryConfig query,
    List<MetricConfig> metrics,
    boolean targetLabel,
    int maxMetrics) {
  /** The names that a template may make by default. */
  static final int MAX_METRICS = 100;

  public CollectorConfig {
    targets = List.copyOf(targets);
    metrics = List.copyOf(metrics);
  }

  /** One whose samples have a label with the name of their target. */
  public CollectorConfig(
      String name,
      List<String> targets,
      Duration every,
      Duration timeout,
      Duration keep,
      int maxSamples,
      OnDuplicate onDuplicate,
      QueryConfig query,
      List<MetricConfig> metrics) {
    this(
        name,
        targets,
        every,
        timeout,
        keep,
        maxSamples,
        onDuplicate,
        query,
        metrics,
        true,
        MAX_METRICS);
  }

  /** A read that makes no metrics of its rows. */
  public static CollectorConfig asking(
      String name, String target, Duration every, Duration timeout, QueryConfig query) {
    return new CollectorConfig(
        name, List.of(target), every, timeout, every, 1, OnDuplicate.FAIL, query, List.of());
  }

  /** The same for other targets. */
  public CollectorConfig withTargets(List<String> others) {
    return new CollectorConfig(
        name,
        others,
        every,
        timeout,
        keep,
        maxSamples,
        onDuplicate,
        query,
        metrics,
        targetLabel,
        maxMetrics);
  }

  /** What happens when two rows give one metric the same label values. */
  public enum OnDuplicate {
    FAIL,
    FIRST,
    LAST,
    SUM
  }

  /** The types of metric that a configuration can declare. */
  public enum MetricType {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    SUMMARY,
    INFO,
    UNTYPED,
    STATESET
  }

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
      return switch (type) {
        case COUNTER -> Names.without("_total", name);
        case INFO -> Names.without("_info", name);
        case GAUGE, HISTOGRAM, SUMMARY, UNTYPED, STATESET -> name;
      };
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
      return Names.reserved(name);
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
      return Names.taken(name, type);
    }

    /** True when the value speaks of the read ({@code $duration}, …), not of a row. */
    public boolean ofTheRead() {
      return value != null && Fields.OF_THE_READ.contains(value);
    }
  }

  /** What a missing value means. */
  public sealed interface OnMissing {
    /** The row gives no sample. */
    record Skip() implements OnMissing {}

    /** The collection fails. */
    record Fail() implements OnMissing {}

    /** The sample has this value. */
    record Instead(double value) implements OnMissing {}
  }
}
