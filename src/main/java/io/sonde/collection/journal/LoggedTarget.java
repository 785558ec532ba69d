package io.sonde.collection.journal;

/**
 * What the log was told of a target and its collections. Its state is guarded by {@link Journal}.
 */
public final class LoggedTarget {
  private final String name;
  private final LoggedTrouble trouble = new LoggedTrouble();
  private volatile boolean shared;
  private int ends;

  public LoggedTarget(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** The failure that all collections of the target have in common. */
  LoggedTrouble trouble() {
    return trouble;
  }

  /** True when the target has several collections. */
  boolean isShared() {
    return shared;
  }

  /** Sets whether the target has several collections. */
  public void shared(boolean byNow) {
    shared = byNow;
  }

  /** How many times the log has said that the target works again. */
  int ends() {
    return ends;
  }

  /** The target works again, and the log says so. */
  void endLogged() {
    trouble.end();
    ends++;
  }
}
