package io.sonde.web.status;

import io.sonde.collection.status.CollectionStatus;
import io.sonde.collection.status.CollectionStatus.MetricStatus;
import io.sonde.collection.status.CollectionStatus.Ran;
import io.sonde.config.ReloadState;
import io.sonde.web.status.Scrapers.Scraper;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The status as JSON: times in ISO 8601, durations in seconds.
 *
 * <pre>{@code
 * {"time": "2026-11-24T03:05:17Z", "version": "0.1.0", "revision": "8cf4ba6", "uptimeSeconds": 42,
 *  "configuration": {"generation": 3, "file": "/etc/sonde/sonde.yaml",
 *    "loaded": "2026-11-24T02:00:00Z", "problems": [], "restart": []},
 *  "total": 2, "selected": 1, "page": 1, "pages": 1,
 *  "collections": [{"collector": "sessions", "target": "orders", "state": "failing",
 *    "lastFailure": {"reason": "connect", "message": "connection refused",
 *      "time": "2026-11-24T03:05:00Z"}, "since": "2026-11-24T03:01:00Z",
 *    "lastSuccess": "2026-11-24T03:00:45Z", "everySeconds": 15, "keepSeconds": 300,
 *    "nextRun": "2026-11-24T03:05:30Z", "samples": 12,
 *    "runs": [{"seconds": 0.004, "succeeded": true}],
 *    "metrics": [{"name": "myapp_sessions", "series": 0, "missing": "no_row",
 *      "unmatched": ["nothing matches '$.sesions': closest are $.sessions"]}]}],
 *  "scrapers": [{"address": "10.0.0.7", "format": "text", "coding": "gzip",
 *    "last": "2026-11-24T03:05:12Z", "bytes": 4221}]}
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
      configuration(json, view.configuration());
      json.writeNumberProperty("total", view.total());
      json.writeNumberProperty("selected", view.selected());
      json.writeNumberProperty("page", view.selection().page());
      json.writeNumberProperty("pages", view.pages());
      collections(json, view.shown());
      scrapers(json, view.scrapers());
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void configuration(JsonGenerator json, ReloadState state) {
    json.writeObjectPropertyStart("configuration");
    json.writeNumberProperty("generation", state.generation());
    if (state.file() != null) {
      json.writeStringProperty("file", state.file().toString());
    }
    time(json, "loaded", state.loaded());
    texts(json, "problems", state.problems());
    texts(json, "restart", state.restart());
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void collections(JsonGenerator json, List<CollectionStatus> collections) {
    json.writeArrayPropertyStart("collections");
    for (CollectionStatus one : collections) {
      json.writeStartObject();
      json.writeStringProperty("collector", one.collector());
      json.writeStringProperty("target", one.target());
      json.writeStringProperty("state", State.of(one).label());
      failure(json, one.failure());
      time(json, "since", one.since());
      time(json, "lastSuccess", one.lastSuccess());
      json.writeNumberProperty("everySeconds", seconds(one.every()));
      json.writeNumberProperty("keepSeconds", seconds(one.keep()));
      time(json, "nextRun", one.next());
      json.writeNumberProperty("samples", one.samples());
      json.writeArrayPropertyStart("runs");
      for (Ran run : one.runs()) {
        json.writeStartObject();
        if (!Double.isNaN(run.seconds())) {
          json.writeNumberProperty("seconds", Math.round(run.seconds() * 1e6) / 1e6);
        }
        json.writeBooleanProperty("succeeded", run.succeeded());
        json.writeEndObject();
      }
      json.writeEndArray();
      metrics(json, one.metrics());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void metrics(JsonGenerator json, List<MetricStatus> metrics) {
    json.writeArrayPropertyStart("metrics");
    for (MetricStatus metric : metrics) {
      json.writeStartObject();
      json.writeStringProperty("name", metric.name());
      json.writeNumberProperty("series", metric.series());
      var missing = metric.missing();
      if (missing != null) {
        json.writeStringProperty("missing", missing.name().toLowerCase(Locale.ROOT));
      }
      if (!metric.fields().isEmpty()) {
        texts(json, "fields", metric.fields());
      }
      if (!metric.unmatched().isEmpty()) {
        texts(json, "unmatched", metric.unmatched());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void failure(JsonGenerator json, CollectionStatus.@Nullable Trouble failure) {
    if (failure == null) {
      return;
    }
    json.writeObjectPropertyStart("lastFailure");
    json.writeStringProperty("reason", failure.reason().label());
    json.writeStringProperty("message", failure.message());
    time(json, "time", failure.at());
    json.writeEndObject();
  }

  private static void scrapers(JsonGenerator json, List<Scraper> scrapers) {
    json.writeArrayPropertyStart("scrapers");
    for (Scraper one : scrapers) {
      json.writeStartObject();
      json.writeStringProperty("address", one.address());
      json.writeStringProperty("format", one.format().label());
      json.writeStringProperty("coding", one.coding().label());
      time(json, "last", one.last());
      json.writeNumberProperty("bytes", one.bytes());
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
