package io.sonde.targets;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A row of a read with parameters: each parameter is a field, and replaces a field of the source
 * with the same name.
 */
public record ParameterRow(Map<String, String> parameters, Row row) implements Row {
  /** The sink for the rows of a read with these parameters. */
  public static Sink sink(Map<String, String> parameters, Sink sink) {
    return parameters.isEmpty() ? sink : new ParameterSink(parameters, sink);
  }

  private record ParameterSink(Map<String, String> parameters, Sink sink) implements Sink {
    @Override
    public void row(Row row) throws ReadException {
      sink.row(new ParameterRow(parameters, row));
    }

    @Override
    public void outline(Map<String, String> outline) {
      sink.outline(outline);
    }

    @Override
    public void matched(String pattern, boolean any, Supplier<Set<String>> instead) {
      sink.matched(pattern, any, instead);
    }
  }

  @Override
  public @Nullable Object field(String field) throws ReadException {
    String parameter = parameters.get(field);
    return parameter == null ? row.field(field) : parameter;
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (!row.names().isEmpty()) {
      names.addAll(parameters.keySet());
      names.addAll(row.names());
    }
    return names;
  }

  @Override
  public @Nullable String type(String field) {
    return parameters.containsKey(field) ? null : row.type(field);
  }
}
