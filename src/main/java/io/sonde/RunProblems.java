package io.sonde;

import io.sonde.collection.OnDemandResult;
import java.io.PrintStream;

/** Prints what went wrong in runs on demand. */
public final class RunProblems {
  private RunProblems() {}

  /** The collection of a run, as the beginning of a line. */
  public static String place(OnDemandResult fresh) {
    return "collector " + fresh.collector() + ", target " + fresh.target() + ": ";
  }

  /**
   * Prints the failure of a run, and what matched in no row, a line each.
   *
   * @param strict true to count what matched in no row as an error
   * @return true when nothing went wrong
   */
  public static boolean print(OnDemandResult fresh, boolean strict, PrintStream err) {
    boolean good = true;
    if (fresh.failure() != null) {
      err.println(place(fresh) + "failed, " + fresh.failure().label() + ": " + fresh.message());
      good = false;
    }
    if (!fresh.unmatched().isEmpty()) {
      err.println(place(fresh) + (strict ? "error: " : "warning: ") + fresh.unmatched());
      good &= !strict;
    }
    return good;
  }
}
