package io.sonde.targets;

import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import java.util.List;
import java.util.Optional;

/**
 * A kind of target: everything that the rest of Sonde needs to know about it. Adding one means one
 * package and one entry in {@code io.sonde.Kinds}. Thread-safe.
 *
 * <p>Its records contain only values with a proper {@code equals}, so that a reload can detect
 * changes: no places in the file, patterns, arrays or lambdas.
 */
public interface TargetKind {
  /** The key of its connection in an entry of {@code targets}, such as {@code jdbc}. */
  String key();

  /** One sentence for the manual about what it reads. */
  String meaning();

  /** The keys of a connection, in the order of the manual. */
  List<Key<?>> targetKeys();

  /**
   * The keys of a collector for a query of this kind, in the order of the manual. Those that make a
   * collector one of this kind, such as {@code sql}, are {@link Key#asAlternative() alternatives}.
   */
  List<Key<?>> queryKeys();

  /**
   * Reads a connection and adds problems to its section. Each of {@link #targetKeys()} is read,
   * even when others are wrong.
   *
   * @param name the name of the target
   * @param connection the map below {@link #key()}
   */
  TargetConfig readTarget(String name, Section connection);

  /** Reads the query of a collector in the same way, from the keys of {@link #queryKeys()}. */
  QueryConfig readQuery(Section collector);

  /**
   * The problem with the name of a field, as "expected …, found …"; empty when the name is valid,
   * or when this kind cannot tell. Not called for {@link Fields#OF_THE_READ}.
   *
   * @param query the query of the collector, from {@link #readQuery}
   */
  default Optional<String> fieldProblem(QueryConfig query, String field) {
    return field.startsWith("$")
        ? Optional.of(
            "expected a field, or one of "
                + String.join(", ", Fields.OF_THE_READ)
                + ", found '"
                + field
                + "'")
        : Optional.empty();
  }

  /**
   * Creates the target; does not connect.
   *
   * @throws IllegalArgumentException when the configuration is of another kind
   */
  Target open(TargetConfig config);
}
