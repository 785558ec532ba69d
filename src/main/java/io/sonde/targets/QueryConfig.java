package io.sonde.targets;

/** The configuration of a query. Each kind has a record. Immutable. */
public interface QueryConfig {
  /** The kind of target that it is for, as in {@link TargetKind#key()}. */
  String kind();
}
