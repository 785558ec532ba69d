package io.sonde.mapping;

import io.sonde.targets.ReadException;
import io.sonde.targets.Row;

/**
 * The labels that the current row has under one labelling, read when they are first asked for and
 * once for all metrics. Not thread-safe.
 */
final class RowLabels {
  private static final int UNREAD = -1;

  private final Labelling labelling;
  private final LabelSets sets;
  private final String[] values;
  private int current = UNREAD;

  RowLabels(Labelling labelling, LabelSets sets) {
    this.labelling = labelling;
    this.sets = sets;
    this.values = labelling.values();
  }

  /** A new row begins. */
  void nextRow() {
    current = UNREAD;
  }

  /** The number of the row's label set. */
  int number(Row row) throws ReadException {
    if (current == UNREAD) {
      labelling.read(row, values);
      current = sets.number(values);
    }
    return current;
  }
}
