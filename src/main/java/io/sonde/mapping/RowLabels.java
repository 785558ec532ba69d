package io.sonde.mapping;

import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The labels of the current row for one labelling. They are read when a metric first needs them,
 * and once for all metrics. Not thread-safe.
 */
final class RowLabels {
  private static final int UNREAD = -1;

  private final LabelMapping labelling;
  private final LabelSets sets;
  private final String[] values;

  /** By index of the field: true once a row had the field. */
  private final boolean[] matched;

  private boolean read;
  private int current = UNREAD;

  RowLabels(LabelMapping labelling, LabelSets sets) {
    this.labelling = labelling;
    this.sets = sets;
    this.values = labelling.values();
    this.matched = new boolean[labelling.fields().size()];
  }

  /** A new row begins. */
  void nextRow() {
    current = UNREAD;
  }

  /** The number of the row's label set. */
  int number(Row row) throws ReadException {
    if (current == UNREAD) {
      labelling.read(row, values, matched);
      read = true;
      current = sets.number(values);
    }
    return current;
  }

  /** The fields that no row had; none when no labels were read. */
  List<String> unmatched() {
    return IntStream.range(0, read ? matched.length : 0)
        .filter(i -> !matched[i])
        .mapToObj(labelling.fields()::get)
        .toList();
  }
}
