package io.sonde.config.load;

import io.sonde.config.Template;
import io.sonde.targets.Fields;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Value;
import org.jspecify.annotations.Nullable;

/**
 * Judges the names of the fields that a metric takes from rows.
 *
 * @param kind the kind of target that gives the rows; null when that is a problem of its own
 * @param query what it is asked; null together with the kind
 */
record RowFields(@Nullable TargetKind kind, @Nullable QueryConfig query) {
  /** A field of a row, which stands for itself. */
  void check(Value value) {
    check(value, value.text());
  }

  /** A field, or a template with some. */
  void checkTemplate(Value value) {
    try {
      Template.of(value.text()).fields().forEach(field -> check(value, field));
    } catch (IllegalArgumentException e) {
      value.expected(String.valueOf(e.getMessage()));
    }
  }

  void check(Value value, String field) {
    if (kind != null && Fields.OF_THE_READ.contains(field)) {
      value.problem("expected a field of the row, found '" + field + "'");
    } else if (kind != null && query != null) {
      kind.fieldProblem(query, field).ifPresent(value::problem);
    }
  }
}
