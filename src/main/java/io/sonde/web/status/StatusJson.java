package io.sonde.web.status;

import io.sonde.web.status.CollectionView.MetricView;
import io.sonde.web.status.CollectionView.RunView;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The status as JSON: times in ISO 8601, durations in seconds.
 *
 * <pre>{@code
 * {"time": "2026-11-24T03:05:17Z", "version": "0.1.0", "revision": "8cf4ba6", "uptimeSeconds": 42,
 *  "collections": [{"collector": "sessions", "target": "orders", "state": "failing",
 *    "problem": "connect: connection refused", "since": "2026-11-24T03:01:00Z",
 *    "lastSuccess": "2026-11-24T03:00:45Z", "everySeconds": 15, "keepSeconds": 300,
 *    "nextRun": "2026-11-24T03:05:30Z", "samples": 12,
 *    "runs": [{"seconds": 0.004, "succeeded": true}],
 *    "metrics": [{"name": "myapp_sessions", "type": "gauge", "series": 2}]}]}
 * }</pre>
 */
final class StatusJson {
  private static final JsonFactory JSON = new JsonFactory();

  private StatusJson() {}

  static byte[] of(StatusView view) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeStringProperty("time", Words.iso(view.at()));
      json.writeStringProperty("version", view.build().version());
      json.writeStringProperty("revision", view.build().revision());
      json.writeNumberProperty("uptimeSeconds", view.uptime().toSeconds());
      json.writeStringProperty("summary", view.summary());
      collections(json, view.selected());
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void collections(JsonGenerator json, List<CollectionView> collections) {
    json.writeArrayPropertyStart("collections");
    for (CollectionView one : collections) {
      json.writeStartObject();
      json.writeStringProperty("collector", one.collector());
      json.writeStringProperty("target", one.target());
      json.writeStringProperty("state", one.state().label());
      if (!one.problem().isEmpty()) {
        json.writeStringProperty("problem", one.problem());
      }
      time(json, "since", one.since());
      time(json, "lastSuccess", one.lastSuccess());
      json.writeNumberProperty("everySeconds", seconds(one.every()));
      json.writeNumberProperty("keepSeconds", seconds(one.keep()));
      time(json, "nextRun", one.next());
      json.writeNumberProperty("samples", one.samples());
      json.writeArrayPropertyStart("runs");
      for (RunView run : one.runs()) {
        json.writeStartObject();
        json.writeNumberProperty("seconds", seconds(run.took()));
        json.writeBooleanProperty("succeeded", run.succeeded());
        json.writeEndObject();
      }
      json.writeEndArray();
      metrics(json, one.metrics());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void metrics(JsonGenerator json, List<MetricView> metrics) {
    json.writeArrayPropertyStart("metrics");
    for (MetricView metric : metrics) {
      json.writeStartObject();
      json.writeStringProperty("name", metric.name());
      json.writeStringProperty("type", metric.type());
      json.writeNumberProperty("series", metric.series());
      if (!metric.why().isEmpty()) {
        json.writeStringProperty("whyNone", metric.why());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void time(JsonGenerator json, String name, @Nullable Instant time) {
    if (time != null) {
      json.writeStringProperty(name, Words.iso(time));
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
