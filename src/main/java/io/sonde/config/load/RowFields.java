package io.sonde.config.load;

import io.sonde.config.Template;
import io.sonde.targets.Fields;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Value;
import org.jspecify.annotations.Nullable;

/**
 * Checks the names of the fields that a metric reads from rows.
 *
 * @param kind the kind of target that gives the rows; null when it is unknown, which is reported
 *     elsewhere
 * @param query the query; null together with the kind
 */
record RowFields(@Nullable TargetKind kind, @Nullable QueryConfig query) {
  /** Checks a value that is the name of a field. */
  void check(Value value) {
    check(value, value.text());
  }

  /** Checks a value that is the name of a field or a template. */
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
