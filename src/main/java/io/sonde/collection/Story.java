package io.sonde.collection;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the log was told of one trouble: that of a collection, or that of a target which all its
 * collections have. Guarded by the {@link Journal}.
 */
final class Story {
  /** So many different messages of one trouble are logged. */
  static final int MOST = 8;

  private static final Pattern NUMBERS = Pattern.compile("\\d+");

  private final Set<String> said = new HashSet<>();
  private boolean applies = true;
  private boolean ongoing;
  private boolean ofTarget;
  private int failed;
  private int spell;

  /** True from the first failure until it works again. */
  boolean ongoing() {
    return ongoing;
  }

  /** True when the last failure was the trouble of the whole target. */
  boolean ofTarget() {
    return ofTarget;
  }

  /** How many runs have failed. */
  int failed() {
    return failed;
  }

  /** False when the last run found that the target has not what is asked for. */
  boolean applies() {
    return applies;
  }

  void applies(boolean now) {
    applies = now;
  }

  /** One more failed run; or a failure that came between two runs. */
  void goesOn(Failure failure, boolean run) {
    ongoing = true;
    ofTarget = failure.ofTarget();
    failed += run ? 1 : 0;
  }

  /**
   * True when this is new to the log. Messages that differ in their numbers only are the same; one
   * that comes back is not new; and there is a most for those that differ in more.
   */
  boolean isNew(Failure failure) {
    return said.size() < MOST
        && said.add(
            failure.reason().label() + ": " + NUMBERS.matcher(failure.message()).replaceAll("0"));
  }

  /** True when nothing more will be new. */
  boolean isFull() {
    return said.size() >= MOST;
  }

  /** Which of its troubles this is, of those whose end was logged. */
  int spell() {
    return spell;
  }

  /** Takes note that it is part of this trouble of its target. */
  void partOf(Story target) {
    spell = target.spell;
  }

  /** It works again, and the log says so. */
  void endLogged() {
    end();
    spell++;
  }

  /** It works again. */
  void end() {
    said.clear();
    ongoing = false;
    ofTarget = false;
    failed = 0;
  }
}
