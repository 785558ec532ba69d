package io.sonde.targets.http.format;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.Sink;
import io.sonde.targets.http.body.Content;
import io.sonde.targets.http.body.HeldMemory;
import io.sonde.targets.http.json.JsonRows;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Converts a body to rows. Prepared once; thread-safe. */
@FunctionalInterface
public interface BodyRows {
  /**
   * Reads a body to its end and passes its rows to the sink.
   *
   * @param memory accounts for the parts that are kept
   * @return the next page; null when the body does not give one, or no page was requested
   * @throws IOException as the body throws it; {@code READ} for invalid input
   * @throws ReadException as the sink throws it
   */
  @Nullable String read(Content content, HeldMemory memory, Sink sink)
      throws IOException, ReadException, InterruptedException;

  /**
   * The rows of a format.
   *
   * @param next a JSONPath to the next page; null for none
   */
  static BodyRows of(Format format, Fields fields, @Nullable String next) {
    return switch (format) {
      case Format.ByContentType(String rows) -> new RowsByType(rows, fields, next);
      case Format.Json(String rows) -> json(new JsonRows(rows, fields, next));
      case Format.Ndjson(String rows) -> ndjson(new JsonRows(rows, fields, null));
      case Format.Csv(char separator) -> new CsvRows(separator);
      case Format.Text(String pattern) -> new TextRows(pattern);
      case Format.Prometheus(String names) -> new PrometheusRows(names);
    };
  }

  private static BodyRows json(JsonRows rows) {
    return (content, memory, sink) -> rows.read(content.text("JSON"), memory, sink);
  }

  private static BodyRows ndjson(JsonRows rows) {
    return (content, memory, sink) -> {
      rows.readEach(content.text("JSON"), memory, sink);
      return null;
    };
  }
}
