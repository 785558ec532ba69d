package io.sonde.config.load;

import io.sonde.config.MetricType;
import io.sonde.config.ReservedNames;
import io.sonde.config.Template;
import org.jspecify.annotations.Nullable;

/**
 * How a collector names its metrics and labels.
 *
 * @param prefix the prefix of each name; empty for none
 * @param verbatim true when names are exposed as they are written, without a prefix
 * @param targetLabel true when each sample has the label {@code target}
 */
record Naming(String prefix, boolean verbatim, boolean targetLabel) {
  private static final String NOT_RESERVED =
      "a name that does not begin with " + String.join(", ", ReservedNames.PREFIXES);

  /** The values of the key {@code names}. */
  enum Choice {
    PREFIXED,
    VERBATIM
  }

  /** The name as it is exposed. */
  String whole(String name) {
    return verbatim ? name : Names.exposed(prefix, name);
  }

  /** What a message says is expected of a name; null for a good name. */
  @Nullable String problem(String name, @Nullable MetricType type) {
    if (Template.isTemplate(name)) {
      try {
        return templateProblem(Template.parse(name), type);
      } catch (IllegalArgumentException e) {
        return e.getMessage();
      }
    }
    String wrong = verbatim ? Names.verbatim(name) : Names.metric(name, type);
    return wrong == null && ReservedNames.contains(whole(name)) ? NOT_RESERVED : wrong;
  }

  private @Nullable String templateProblem(Template name, @Nullable MetricType type) {
    if (name.fields().isEmpty()) {
      return "a name without braces, or a field in them";
    }
    for (String text : name.texts()) {
      if (!(verbatim ? text.matches("[a-zA-Z0-9_:]*") : text.matches("[a-z0-9_]*"))) {
        return verbatim
            ? "letters, digits, underscores and colons around the fields"
            : "lower case letters, digits and underscores around the fields";
      }
    }
    String head = whole(name.texts().getFirst());
    if (ReservedNames.contains(head)) {
      return NOT_RESERVED;
    }
    if (head.isEmpty()) {
      return "a text before the first field, or a prefix";
    }
    if (type == null) {
      return null;
    }
    return switch (type) {
      case COUNTER ->
          name.texts().getLast().endsWith("_total")
              ? null
              : "the name of a counter to end in _total";
      case GAUGE, UNTYPED ->
          name.texts().getLast().endsWith("_total") ? "_total at the end of counters only" : null;
      case HISTOGRAM, SUMMARY, INFO, STATESET ->
          "a name without fields for a type other than counter, gauge and untyped";
    };
  }

  /** The type, but untyped for a counter without _total: client_java would change its name. */
  @Nullable MetricType type(@Nullable MetricType type, String name) {
    return verbatim && type == MetricType.COUNTER && !name.endsWith("_total")
        ? MetricType.UNTYPED
        : type;
  }

  /** What a message says is expected of the name of a label; null for a good name. */
  @Nullable String label(String name, @Nullable MetricType type) {
    boolean parts = type == MetricType.HISTOGRAM || type == MetricType.SUMMARY;
    return Names.label(name, targetLabel, verbatim && !parts);
  }
}
