package io.sonde.mapping;

import java.util.ArrayList;
import java.util.List;
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

  /** One more row, with what it has in the field of the value. */
  void row(@Nullable Object found) {
    rows++;
    matched |= found != null;
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
    List<String> unmatched = new ArrayList<>();
    String field = rule.config().value();
    if (field != null && rows > 0 && !matched) {
      unmatched.add(field);
    }
    labels.unmatched().stream().filter(one -> !unmatched.contains(one)).forEach(unmatched::add);
    return new MetricFacts(rule.config(), rows, series, skipped, unmatched);
  }
}
