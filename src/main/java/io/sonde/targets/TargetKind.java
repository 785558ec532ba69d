package io.sonde.targets;

import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import java.util.List;
import java.util.Optional;

/**
 * A kind of target: everything that the rest of Sonde has to know about it. Adding one means one
 * package and one entry in {@code io.sonde.Kinds}. Thread-safe.
 *
 * <p>Its records hold only what compares by value, so that a reload can tell what has changed: no
 * places in the file, no patterns, arrays or lambdas.
 */
public interface TargetKind {
  /** The key of its connection in an entry of {@code targets}, such as {@code jdbc}. */
  String key();

  /** One sentence for the manual about what it reads. */
  String meaning();

  /** The keys of a connection, in the order of the manual. */
  List<Key<?>> targetKeys();

  /**
   * The keys of a collector that say what to ask, in the order of the manual. Those that make a
   * collector one of this kind, such as {@code sql}, are {@link Key#asAlternative() alternatives}.
   */
  List<Key<?>> queryKeys();

  /**
   * Reads a connection. What is wrong is added to the section as problems; each of {@link
   * #targetKeys()} is read, whatever the others say.
   *
   * @param name the name of the target
   * @param connection the map below {@link #key()}
   */
  TargetConfig readTarget(String name, Section connection);

  /** Reads what a collector asks, in the same way, from the keys of {@link #queryKeys()}. */
  QueryConfig readQuery(Section collector);

  /**
   * What is wrong with the name of a field, as "expected …, found …"; empty when it can be read, or
   * when this kind cannot tell. It is not asked for {@link Fields#OF_THE_READ}.
   *
   * @param query what the collector asks, as {@link #readQuery} gave it
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
   * Makes the target; it does not connect.
   *
   * @throws IllegalArgumentException when the configuration is of another kind
   */
  Target open(TargetConfig config);
}
