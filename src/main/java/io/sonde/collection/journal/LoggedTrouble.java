package io.sonde.collection.journal;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A series of failures, of a collection or of a target, and which of their messages were logged.
 * Guarded by {@link Journal}.
 */
final class LoggedTrouble {
  /** So many different messages are logged until it works again. */
  static final int MOST = 8;

  private static final Pattern NUMBERS = Pattern.compile("\\d+");

  private final Set<String> logged = new HashSet<>();
  private boolean ongoing;
  private boolean ofTarget;
  private int failed;

  /** True from the first failure until it works again. */
  boolean ongoing() {
    return ongoing;
  }

  /** True when the last failure was one of the whole target. */
  boolean ofTarget() {
    return ofTarget;
  }

  /** How many runs have failed. */
  int failed() {
    return failed;
  }

  /**
   * Adds a failure.
   *
   * @param run true for a failed run; false for a failure that was found between two runs
   */
  void add(Failure failure, boolean run) {
    ongoing = true;
    ofTarget = failure.ofTarget();
    failed += run ? 1 : 0;
  }

  /**
   * True when a message like this was not logged yet, and there is room for it. Messages that
   * differ only in their numbers count as the same.
   */
  boolean isNew(Failure failure) {
    return logged.size() < MOST
        && logged.add(
            failure.reason().label() + ": " + NUMBERS.matcher(failure.message()).replaceAll("0"));
  }

  /** True when no further message is logged. */
  boolean isFull() {
    return logged.size() >= MOST;
  }

  /** It works again. */
  void end() {
    logged.clear();
    ongoing = false;
    ofTarget = false;
    failed = 0;
  }
}
