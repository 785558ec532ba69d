package io.sonde.web;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.collection.CollectionSet;
import io.sonde.collection.Fresh;
import io.sonde.collection.TargetCollection;
import io.sonde.exposition.Deadline;
import io.sonde.exposition.EndpointObserver;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.ExpositionAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One fresh collection on demand, at {@code /probe?collector=NAME&target=NAME}, beside the scrapes:
 * only what is configured can be read. It takes the turn of the collection (503 while that is
 * taken), publishes and counts nothing, and answers 200 also when the target cannot be read: {@code
 * sonde_collection_up} says so. Thread-safe.
 */
public final class ProbeObserver extends EndpointObserver {
  private static final String NAME = "probe";
  private static final HeaderName TIMEOUT =
      HeaderNames.create("X-Prometheus-Scrape-Timeout-Seconds");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}(?:\\.\\d{1,9})?");

  /** What of Prometheus' timeout is left for the way there and back. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  /** A client that has not read its answer by then is disconnected. */
  private static final Duration READ_WITHIN = Duration.ofMinutes(2);

  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofDays(7);

  private final CollectionSet collections;

  /** Probes these collections. */
  public ProbeObserver(CollectionSet collections) {
    super(NAME);
    this.collections = collections;
  }

  @Override
  protected void endpoints(HttpRouting.Builder routing, UnaryOperator<String> endpoint) {
    String path = endpoint.apply("/" + NAME);
    routing
        .get(path, this::probe)
        .head(path, this::probe)
        .any(path, Methods.only(Method.GET, Method.HEAD));
  }

  private void probe(ServerRequest request, ServerResponse response) throws InterruptedException {
    response.header(ExpositionAnswer.VARY);
    Optional<TargetCollection> collection = collection(request);
    Duration bound = bound(request);
    if (collection.isEmpty() || bound == null) {
      Answer.send(request, response, Status.BAD_REQUEST_400);
      return;
    }
    Optional<Fresh> fresh = collection.get().collect(bound);
    if (fresh.isEmpty()) {
      Answer.send(request, response, Status.SERVICE_UNAVAILABLE_503);
      return;
    }
    var snapshots = new MetricSnapshots(fresh.get().snapshots());
    var exposition = new Exposition(List.of(new Exposition.Source(NAME, () -> snapshots)));
    var answer = new ExpositionAnswer(request, response);
    try (var _ = new Deadline(READ_WITHIN)) {
      answer.send(exposition);
    } catch (IOException | UncheckedIOException e) {
      throw new ServerConnectionException("the client of a probe is gone", e);
    }
  }

  private Optional<TargetCollection> collection(ServerRequest request) {
    List<String> collector = request.query().all("collector", List::of);
    List<String> target = request.query().all("target", List::of);
    return collector.size() == 1 && target.size() == 1
        ? collections.find(collector.getFirst(), target.getFirst())
        : Optional.empty();
  }

  /** How long it may take; null when the header is no number of seconds. */
  private static @Nullable Duration bound(ServerRequest request) {
    Optional<String> seconds = request.headers().first(TIMEOUT);
    if (seconds.isEmpty()) {
      return MOST;
    }
    if (!SECONDS.matcher(seconds.get()).matches()) {
      return null;
    }
    Duration timeout = Duration.ofNanos((long) (Double.parseDouble(seconds.get()) * 1e9));
    Duration left = timeout.minus(MARGIN);
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }
}
