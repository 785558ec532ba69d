package io.sonde;

import io.sonde.collection.TargetCollection;
import org.jspecify.annotations.Nullable;

/**
 * Which collections a command runs.
 *
 * @param collector those of this collector only; null for all
 * @param target those of this target only; null for all
 */
public record Selection(@Nullable String collector, @Nullable String target) {
  /** True for a collection that is selected. */
  boolean includes(TargetCollection collection) {
    return (collector == null || collector.equals(collection.collector()))
        && (target == null || target.equals(collection.target()));
  }

  /** The message when no collection is selected. */
  public String none() {
    return "no collection of " + named("collector", collector) + " and " + named("target", target);
  }

  private static String named(String what, @Nullable String name) {
    return name == null ? "any " + what : what + " '" + name + "'";
  }
}
