package io.sonde.mapping;

import io.sonde.config.Conversion;
import io.sonde.config.Conversion.As;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import io.sonde.config.OnMissing;
import io.sonde.config.Shape;
import io.sonde.config.ValueConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metrics of a configuration, as short as a test needs them. */
final class MetricBuilder {
  private final String name;
  private final MetricType type;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, String> constantLabels = new LinkedHashMap<>();
  private @Nullable String value;
  private Map<String, Double> valueMap = Map.of();
  private double scale = 1;
  private OnMissing onMissing = new OnMissing.Skip();
  private @Nullable Double constant;
  private @Nullable String pattern;
  private As as = As.NUMBER;
  private Shape shape = Shape.PLAIN;
  private boolean verbatim;

  private MetricBuilder(String name, MetricType type) {
    this.name = name;
    this.type = type;
  }

  static MetricBuilder counter(String name, String value) {
    return new MetricBuilder(name, MetricType.COUNTER).value(value);
  }

  static MetricBuilder gauge(String name, String value) {
    return new MetricBuilder(name, MetricType.GAUGE).value(value);
  }

  static MetricBuilder info(String name) {
    return new MetricBuilder(name, MetricType.INFO);
  }

  static MetricBuilder histogram(String name, String value, Double... buckets) {
    MetricBuilder metric = new MetricBuilder(name, MetricType.HISTOGRAM).value(value);
    return metric.shape(Shape.ofBuckets(List.of(buckets)));
  }

  static MetricBuilder summary(String name, String value, Double... quantiles) {
    MetricBuilder metric = new MetricBuilder(name, MetricType.SUMMARY).value(value);
    return metric.shape(Shape.ofQuantiles(List.of(quantiles)));
  }

  static MetricBuilder metric(MetricType type, String name, String value) {
    return new MetricBuilder(name, type).value(value);
  }

  MetricBuilder conversion(@Nullable Double constant, @Nullable String pattern, As as) {
    this.constant = constant;
    this.pattern = pattern;
    this.as = as;
    value = constant == null ? value : null;
    return this;
  }

  MetricBuilder shape(Shape other) {
    shape = other;
    return this;
  }

  /** Rows are its buckets or quantiles. */
  MetricBuilder rows(String bound, @Nullable String sum, @Nullable String count) {
    return shape(Shape.ofParts(new Shape.Parts(bound, sum, count)));
  }

  MetricBuilder verbatim() {
    verbatim = true;
    return this;
  }

  private MetricBuilder value(String field) {
    value = field;
    return this;
  }

  MetricBuilder label(String label, String field) {
    labels.put(label, field);
    return this;
  }

  MetricBuilder constant(String label, String text) {
    constantLabels.put(label, text);
    return this;
  }

  MetricBuilder valueMap(Map<String, Double> map) {
    valueMap = map;
    return this;
  }

  MetricBuilder scale(double factor) {
    scale = factor;
    return this;
  }

  MetricBuilder onMissing(OnMissing meaning) {
    onMissing = meaning;
    return this;
  }

  MetricConfig build() {
    Conversion conversion = new Conversion(constant, pattern, as, valueMap, scale);
    return new MetricConfig(
        name,
        type,
        "Help of " + name + ".",
        new MetricConfig.Labels(labels, constantLabels),
        new ValueConfig(value, conversion, onMissing),
        shape,
        verbatim);
  }
}
