package io.sonde.collection.journal;

import java.util.Map;

/** What the log was told of a collection. Its state is guarded by {@link Journal}. */
public final class LoggedCollection {
  private final String collector;
  private final LoggedTarget target;
  private final LoggedTrouble trouble = new LoggedTrouble();
  private boolean applies = true;
  private int endsOfTarget;

  public LoggedCollection(String collector, LoggedTarget target) {
    this.collector = collector;
    this.target = target;
  }

  String collector() {
    return collector;
  }

  LoggedTarget target() {
    return target;
  }

  /** The failure of this collection. */
  LoggedTrouble trouble() {
    return trouble;
  }

  /** False when the last run found that the target does not have what the collector asks for. */
  boolean applies() {
    return applies;
  }

  void applies(boolean now) {
    applies = now;
  }

  /** Takes note that it fails because its target does. */
  void failsWithTarget() {
    endsOfTarget = target.ends();
  }

  /** True when the log has not said that the target works again since this failed with it. */
  boolean targetEndIsUnlogged() {
    return endsOfTarget == target.ends();
  }

  /** The names, as fields of a structured log. */
  Map<String, String> fields() {
    return Map.of("collector", collector, "target", target.name());
  }

  /** As messages name it. */
  @Override
  public String toString() {
    return "collector " + collector + ", target " + target.name();
  }
}
