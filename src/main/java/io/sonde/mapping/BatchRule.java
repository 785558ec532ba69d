package io.sonde.mapping;

import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule in one batch: reads its labels and fields from rows, and counts what the rows gave. Not
 * thread-safe.
 */
final class BatchRule {
  private final Rule rule;
  private final RowLabels labels;
  private long rows;
  private long skipped;
  private int series;

  /** The other fields that were read, except those of labels: true once a row had the field. */
  private final Map<String, Boolean> asked = new LinkedHashMap<>();

  /** True once a row had the field of the value. */
  private boolean matched;

  BatchRule(Rule rule, RowLabels labels) {
    this.rule = rule;
    this.labels = labels;
  }

  Rule rule() {
    return rule;
  }

  RowLabels labels() {
    return labels;
  }

  /** Counts a row and returns the value of its field. */
  @Nullable Object value(Row row) throws ReadException {
    rows++;
    String field = rule.config().value().field();
    Object found = field == null ? rule.constant() : row.field(field);
    matched |= found != null;
    return found;
  }

  /** The value of another field; null when the metric has no such field, or the row has not. */
  @Nullable Object field(Row row, @Nullable String field) throws ReadException {
    if (field == null) {
      return null;
    }
    Object found = row.field(field);
    asked.merge(field, found != null, Boolean::logicalOr);
    return found;
  }

  /** Counts a row that gave no sample. */
  void skipped() {
    skipped++;
  }

  /** Counts a row that gave a new series. */
  void series() {
    series++;
  }

  MetricFacts facts() {
    Set<String> unmatched = new LinkedHashSet<>();
    String field = rule.config().value().field();
    if (field != null && rows > 0 && !matched) {
      unmatched.add(field);
    }
    asked.forEach((name, found) -> {
      if (!found) {
        unmatched.add(name);
      }
    });
    unmatched.addAll(labels.unmatched());
    return new MetricFacts(rule.config(), rows, series, skipped, List.copyOf(unmatched));
  }
}
