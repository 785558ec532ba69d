package io.sonde.web;

import io.helidon.http.HeaderNames;
import io.helidon.json.JsonGenerator;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.sonde.metrics.BuildInfo;
import io.sonde.web.answers.Answer;
import io.sonde.web.answers.Methods;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Answers with the version that runs, and for how long it has run.
 *
 * <pre>{@code
 * {"version":"0.1.0","revision":"8cf4ba6d1e0b","buildTime":"2026-11-22T13:05:17Z",
 *  "java":"25.0.1","helidon":"4.4.0","uptimeSeconds":42}
 * }</pre>
 */
final class VersionService implements HttpService {
  private final BuildInfo build;
  private final LongSupplier nanoTime;
  private final long start;

  VersionService(BuildInfo build, LongSupplier nanoTime) {
    this.build = build;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public void routing(HttpRules rules) {
    Methods.getOnly(rules, "/", this::version);
  }

  private void version(ServerRequest request, ServerResponse response) {
    // Not a JsonObject, whose numbers Helidon 4.4.0 writes as strings. Ends with a Helidon that
    // writes them as numbers.
    var json = new ByteArrayOutputStream();
    try (JsonGenerator generator = JsonGenerator.create(json)) {
      generator
          .writeObjectStart()
          .write("version", build.version())
          .write("revision", build.revision())
          .write("buildTime", build.time())
          .write("java", build.java())
          .write("helidon", build.helidon())
          .write("uptimeSeconds", Duration.ofNanos(nanoTime.getAsLong() - start).toSeconds())
          .writeObjectEnd();
    }
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    Answer.send(request, response, json.toByteArray());
  }
}
