package io.sonde.targets;

import java.util.List;
import java.util.Map;

/** A place that can be read: its name and its connection. Each kind has a record. Immutable. */
public interface TargetConfig {
  /** The name, unique among targets; the value of the label {@code target}. */
  String name();

  /** The kind, as in {@link TargetKind#key()}. */
  String kind();

  /** The credentials of the target, in a fixed order, to detect changed secrets. */
  List<Secret> credentials();

  /**
   * Where it is, for a label that everybody may read: no user, no password, no token. Empty when
   * that says nothing.
   */
  default String address() {
    return "";
  }

  /** Labels of its own on each sample of its collections, beside {@code target}. */
  default Map<String, String> labels() {
    return Map.of();
  }

  /** The record that its kind has read and can open: this one, without labels of its own. */
  default TargetConfig connection() {
    return this;
  }

  /** How many reads it can serve at once, 1 or more: the collections of a target take turns. */
  default int connections() {
    return 1;
  }
}
