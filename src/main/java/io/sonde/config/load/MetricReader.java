package io.sonde.config.load;

import io.sonde.config.MetricConfig;
import io.sonde.config.MetricConfig.Labels;
import io.sonde.config.MetricType;
import io.sonde.config.Shape;
import io.sonde.config.Template;
import io.sonde.config.ValueConfig;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a collector's {@code metrics}. */
final class MetricReader {
  static final Key<String> NAME =
      Key.of(
              "name",
              Types.TEXT,
              "The name without the prefix: lower case letters, digits and single underscores. The"
                  + " names of counters, and only those, end in `_total`; those of infos in"
                  + " `_info`. For a counter, gauge or untyped metric the name may have fields in"
                  + " braces, such as `settings_{name}`: each name is a metric, at most"
                  + " `max-metrics`; characters that a name must not have become `_`.")
          .required("a name");
  static final Key<MetricType> TYPE =
      Key.of(
              "type",
              Types.choice(MetricType.values()),
              "An info has the value 1. A stateset has one sample for each of `states`. A histogram"
                  + " or summary observes the value of each row, unless rows are its buckets (`le`)"
                  + " or quantiles (`quantile`).")
          .required(
              Stream.of(MetricType.values())
                  .map(type -> type.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ", "one of ", "")));
  private static final Key<String> HELP =
      Key.of("help", Types.TEXT, "The help text.").required("a help text");

  /** All keys, in the order of the manual. */
  static final List<Key<?>> KEYS = keys();

  private MetricReader() {}

  private static List<Key<?>> keys() {
    List<Key<?>> keys = new ArrayList<>(List.of(NAME, TYPE, HELP));
    keys.addAll(MetricLabels.KEYS);
    keys.addAll(MetricValues.KEYS);
    keys.addAll(MetricShapes.KEYS);
    return List.copyOf(keys);
  }

  /** The metric; null when its name or type is wrong. */
  static @Nullable MetricConfig read(Section section, Naming naming, RowFields fields) {
    MetricType written = section.find(TYPE);
    String name = section.text(NAME);
    String wrong = name.isEmpty() ? null : naming.problem(name, written);
    if (wrong != null) {
      section.expected(NAME, wrong);
    } else if (Template.isTemplate(name)) {
      Value value = section.value(NAME);
      Template.parse(name)
          .fields()
          .forEach(field -> {
            if (value != null) {
              fields.check(value, field);
            }
          });
    }
    MetricType type = naming.type(written, name);
    String help = section.text(HELP);
    Labels labels = MetricLabels.read(section, naming, type, fields);
    Shape shape = new MetricShapes(section, type, fields).read(labels.names(), naming.whole(name));
    ValueConfig value =
        new MetricValues(section, type, fields, shape).read(!labels.fields().isEmpty());
    return name.isEmpty() || wrong != null || type == null
        ? null
        : new MetricConfig(naming.whole(name), type, help, labels, value, shape, naming.verbatim());
  }
}
