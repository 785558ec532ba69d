package io.sonde.config;

/** What to do when a value is missing. */
public sealed interface OnMissing {
  /** The row gives no sample. */
  record Skip() implements OnMissing {}

  /** The collection fails. */
  record Fail() implements OnMissing {}

  /** The sample has this value. */
  record Instead(double value) implements OnMissing {}
}
