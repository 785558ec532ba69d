package io.sonde.config.load;

import io.sonde.config.MetricType;
import io.sonde.config.Shape;
import io.sonde.config.Shape.Parts;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the shape of a metric: buckets, quantiles, states, a time. */
final class MetricShapes {
  private static final String NATIVE = "native";
  private static final Key<List<Double>> BUCKETS =
      Key.of(
              "buckets",
              Types.ascendingOr(NATIVE),
              "The upper bounds of the buckets of a histogram that observes rows; or `native` for"
                  + " native buckets, which adapt to the values. Native buckets are exposed over"
                  + " protobuf; other formats have count and sum only.")
          .otherwise("[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]");
  private static final Key<List<Double>> QUANTILES =
      Key.of(
              "quantiles",
              Types.ASCENDING,
              "The quantiles of a summary that observes rows, from 0 to 1.")
          .otherwise("[0.5, 0.9, 0.99]");
  private static final Key<String> LE =
      Key.of(
          "le",
          Types.TEXT,
          "The field with the upper bound, when each row is a bucket of a histogram. `value` is the"
              + " number of all observations up to the bound (cumulative). One row must have the"
              + " bound `+Inf`, or `count` must name a field.");
  private static final Key<String> QUANTILE =
      Key.of(
          "quantile",
          Types.TEXT,
          "The field with the quantile, from 0 to 1, when each row is a quantile of a summary."
              + " `value` is the value of the quantile.");
  private static final Key<String> SUM =
      Key.of(
          "sum",
          Types.TEXT,
          "With `le` or `quantile`: the field with the sum of all observations.");
  private static final Key<String> COUNT =
      Key.of(
          "count",
          Types.TEXT,
          "With `le` or `quantile`: the field with the number of all observations.");
  private static final Key<List<Value>> STATES =
      Key.of(
          "states",
          Types.texts("list of texts", "a list of states"),
          "The states of a stateset. The sample of the state in `value` is 1, the others are 0. A"
              + " value that is not one of the states fails the collection.");
  private static final Key<String> TIMESTAMP =
      Key.of(
          "timestamp",
          Types.TEXT,
          "The field with the time of the sample, for a counter, gauge or untyped metric: seconds"
              + " or milliseconds since 1970, or a text as for `as: timestamp`. Prometheus refuses"
              + " a sample that is older than the one before, or too old, and does not mark such"
              + " series stale when they end.");

  static final List<Key<?>> KEYS =
      List.of(BUCKETS, QUANTILES, LE, QUANTILE, SUM, COUNT, STATES, TIMESTAMP);

  private final Section section;
  private final @Nullable MetricType type;
  private final RowFields fields;

  MetricShapes(Section section, @Nullable MetricType type, RowFields fields) {
    this.section = section;
    this.type = type;
    this.fields = fields;
  }

  /**
   * The shape.
   *
   * @param labels the names of the metric's labels
   * @param name its whole name
   */
  Shape read(Set<String> labels, String name) {
    String le = field(LE, "only a histogram has buckets", MetricType.HISTOGRAM);
    String quantile = field(QUANTILE, "only a summary has quantiles", MetricType.SUMMARY);
    String bound = le == null ? quantile : le;
    String sum = ofParts(SUM, bound);
    String count = ofParts(COUNT, bound);
    String timestamp =
        field(
            TIMESTAMP,
            "only counters, gauges and untyped metrics have a time",
            MetricType.COUNTER,
            MetricType.GAUGE,
            MetricType.UNTYPED);
    Value buckets = section.value(BUCKETS);
    boolean isNative =
        type == MetricType.HISTOGRAM
            && buckets != null
            && buckets.isText()
            && buckets.text().equals(NATIVE);
    return new Shape(
        buckets(bound),
        isNative,
        quantiles(bound),
        states(labels, name),
        bound == null ? null : new Parts(bound, sum, count),
        timestamp);
  }

  private @Nullable String field(Key<String> key, String since, MetricType... owners) {
    String field = section.find(key);
    if (field == null || type == null) {
      return null;
    }
    if (!List.of(owners).contains(type)) {
      section.expected(key, "none, since " + since);
      return null;
    }
    Value value = section.value(key);
    if (value != null) {
      fields.check(value);
    }
    return field;
  }

  private @Nullable String ofParts(Key<String> key, @Nullable String bound) {
    if (type != MetricType.HISTOGRAM && type != MetricType.SUMMARY) {
      return field(key, "only histograms and summaries have one", MetricType.HISTOGRAM);
    }
    String field =
        field(key, "", MetricType.HISTOGRAM, MetricType.SUMMARY); // of the right type by now
    if (field != null && bound == null) {
      section.expected(key, "none without " + (type == MetricType.HISTOGRAM ? "le" : "quantile"));
      return null;
    }
    return field;
  }

  private List<String> states(Set<String> labels, String name) {
    List<Value> written = section.find(STATES);
    if (type != MetricType.STATESET) {
      if (section.has(STATES) && type != null) {
        section.expected(STATES, "none, since only a stateset has states");
      }
      return List.of();
    }
    if (written == null || written.isEmpty()) {
      if (!section.has(STATES) || written != null) {
        section.expected(STATES, "a list of states");
      }
      return List.of();
    }
    Set<String> states = new LinkedHashSet<>();
    for (Value state : written) {
      if (!states.add(state.text())) {
        state.expected("each state once");
      }
    }
    if (labels.contains(name)) {
      section.problem(
          MetricLabels.LABELS,
          "expected a label other than '%s', which has the states".formatted(name));
    }
    return List.copyOf(states);
  }

  /** The bounds of a histogram that observes rows. */
  private List<Double> buckets(@Nullable String bound) {
    return of(MetricType.HISTOGRAM, bound, BUCKETS, LE, "none, since only a histogram has buckets");
  }

  /** The quantiles of a summary that observes rows. */
  private List<Double> quantiles(@Nullable String bound) {
    List<Double> quantiles =
        of(
            MetricType.SUMMARY,
            bound,
            QUANTILES,
            QUANTILE,
            "none, since only a summary has quantiles");
    if (!quantiles.isEmpty() && (quantiles.getFirst() < 0 || quantiles.getLast() > 1)) {
      section.problem(QUANTILES, "expected numbers from 0 to 1");
    }
    return quantiles;
  }

  private List<Double> of(
      MetricType owner,
      @Nullable String bound,
      Key<List<Double>> key,
      Key<String> rows,
      String expected) {
    if (type != owner) {
      if (section.has(key) && type != null) {
        section.expected(key, expected);
      }
      return List.of();
    }
    if (bound == null) {
      return section.get(key);
    }
    if (section.has(key)) {
      section.expected(key, "none together with `%s`".formatted(rows.name()));
    }
    return List.of();
  }
}
