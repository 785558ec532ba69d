package io.sonde.targets.http.format;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.Sink;
import io.sonde.targets.http.body.Content;
import io.sonde.targets.http.body.HeldMemory;
import io.sonde.targets.http.body.MediaType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of an answer in the format of its {@code Content-Type}. */
final class RowsByType implements BodyRows {
  private final BodyRows json;
  private final BodyRows ndjson;
  private final BodyRows csv = new CsvRows(',');
  private final BodyRows tabs = new CsvRows('\t');
  private final BodyRows prometheus = new PrometheusRows(".*");

  RowsByType(String rows, Fields fields, @Nullable String next) {
    this.json = BodyRows.of(new Format.Json(rows), fields, next);
    this.ndjson = BodyRows.of(new Format.Ndjson(rows), fields, null);
  }

  @Override
  public @Nullable String read(Content content, HeldMemory memory, Sink sink)
      throws IOException, ReadException, InterruptedException {
    return of(content.type()).read(content, memory, sink);
  }

  private BodyRows of(MediaType type) {
    return switch (type.name()) {
      case "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/x-jsonlines",
          "application/json-lines" ->
          ndjson;
      case "text/csv", "application/csv" -> csv;
      case "text/tab-separated-values" -> tabs;
      case "application/openmetrics-text" -> prometheus;
      case "text/plain" -> type.hasParameter("version") ? prometheus : json;
      default -> json;
    };
  }
}
