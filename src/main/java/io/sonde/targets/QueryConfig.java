package io.sonde.targets;

/** What a collector asks of its targets. Each kind has a record. Immutable. */
public interface QueryConfig {
  /** The kind of target that can be asked so, as in {@link TargetKind#key()}. */
  String kind();
}
