package io.sonde.targets;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One record of what was read: named fields. A SQL row, a JSON node, an MBean.
 *
 * <p>Used by one thread, while it is mapped; invalid afterwards.
 */
@FunctionalInterface
public interface Row {
  /**
   * The value of a field: a {@link Number}, a {@link Boolean}, a {@link String}, or null when it is
   * missing (SQL NULL, JSON null, or not there at all). Times are numbers: seconds since the epoch.
   * Durations are numbers of seconds.
   *
   * @param field one of the fields that the read was asked for
   * @throws ReadException when reading this field failed, as opposed to a missing field
   */
  @Nullable Object field(String field) throws ReadException;

  /**
   * The names of the fields of this row, in the order of the source. In a read that was prepared
   * with {@link Fields#all()}, {@link #field} takes each of them. In any other read they are what
   * is known of the row beside the wanted fields, to suggest a name in place of a wrong one: they
   * may be incomplete, and may cost a call to the target.
   */
  default Set<String> names() {
    return Set.of();
  }

  /**
   * The type that the source itself gives a field, such as {@code VARCHAR}; null where it has none.
   * Only rows of a read that was prepared with {@link Fields#all()} have types.
   *
   * @param field one of {@link #names()}
   */
  default @Nullable String type(String field) {
    return null;
  }
}
