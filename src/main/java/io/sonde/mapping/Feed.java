package io.sonde.mapping;

import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a metric in one batch: the labels that the current row has under it, and what became of
 * the rows. Not thread-safe.
 */
final class Feed {
  private final Rule rule;
  private final RowLabels labels;
  private long rows;
  private long skipped;
  private int series;

  /** Fields beside those of labels that were asked for: true once a row had it. */
  private final Map<String, Boolean> asked = new LinkedHashMap<>();

  /** True once a row had the field of the value. */
  private boolean matched;

  Feed(Rule rule, RowLabels labels) {
    this.rule = rule;
    this.labels = labels;
  }

  Rule rule() {
    return rule;
  }

  RowLabels labels() {
    return labels;
  }

  /** One more row, and what it has for the value. */
  @Nullable Object value(Row row) throws ReadException {
    rows++;
    String field = rule.config().value().field();
    Object found = field == null ? rule.constant() : row.field(field);
    matched |= found != null;
    return found;
  }

  /** What the row has in another field of the metric; null when there is no such field. */
  @Nullable Object field(Row row, @Nullable String field) throws ReadException {
    if (field == null) {
      return null;
    }
    Object found = row.field(field);
    asked.merge(field, found != null, Boolean::logicalOr);
    return found;
  }

  /** The row gives no sample. */
  void skipped() {
    skipped++;
  }

  /** The row gave a series that was not there. */
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
    return new MetricFacts(rule.config(), rows, series, skipped, java.util.List.copyOf(unmatched));
  }
}
