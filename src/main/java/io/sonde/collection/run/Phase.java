package io.sonde.collection.run;

/** How far a run has come: from {@code UNDER_WAY} to {@code ENDED}, in this order. */
public enum Phase {
  /** It waits for its target or reads it, and has time left. */
  UNDER_WAY,
  /** It has an outcome, or its deadline is so near that it will have one at once. */
  ENDING,
  /** It was given up some time ago, and its read has not ended. */
  HANGS,
  /** It has an outcome, and its threads have ended. */
  ENDED
}
