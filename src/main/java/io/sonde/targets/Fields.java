package io.sonde.targets;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields that rows will be asked for. Immutable.
 *
 * @param isAll true when every field of a row is wanted, to explain what a target gives
 * @param names the wanted fields, as the configuration writes them; in their order; empty when all
 *     are wanted
 */
public record Fields(boolean isAll, Set<String> names) {
  /** The fields that describe the read itself; they are not read from the target. */
  public static final List<String> OF_THE_READ = List.of("$duration", "$status", "$rows");

  private static final Fields ALL = new Fields(true, Set.of());

  public Fields {
    names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }

  /** These fields and no others. */
  public static Fields of(Set<String> names) {
    return new Fields(false, names);
  }

  /** Every field that a row has. */
  public static Fields all() {
    return ALL;
  }
}
