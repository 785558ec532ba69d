package io.sonde.web;

import org.jspecify.annotations.Nullable;

/** A part without which the service cannot work. Thread-safe. */
public interface VitalPart {
  /** What it is, such as {@code the thread sonde-timer}. */
  String name();

  /** Why it is dead, in one line; null while it lives. */
  @Nullable String death();
}
