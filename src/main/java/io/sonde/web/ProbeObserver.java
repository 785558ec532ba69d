package io.sonde.web;

import static java.util.stream.Collectors.joining;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.collection.CollectionSet;
import io.sonde.collection.OnDemandResult;
import io.sonde.collection.TargetCollection;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.Rendered;
import io.sonde.metrics.Limits;
import io.sonde.web.answers.Answer;
import io.sonde.web.answers.AnswerPermit;
import io.sonde.web.answers.AnswerPermits;
import io.sonde.web.answers.ExpositionAnswer;
import io.sonde.web.answers.Methods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One fresh collection on demand, at {@code /probe?collector=NAME&target=NAME}, beside the scrapes:
 * only what is configured can be read. It takes the turn of the collection (503 while that is
 * taken), which rests as long as its last probe took, publishes and counts nothing, and answers 200
 * also when the target cannot be read: {@code sonde_collection_up} says so, and a comment in the
 * text format says why.
 *
 * <p>Probes share the permits of scrapes; at most half of them, since a target can be slow. An
 * unknown name is answered with the names that exist. Thread-safe.
 */
public final class ProbeObserver extends EndpointObserver {
  private static final String NAME = "probe";
  private static final String TIMEOUT_NAME = "X-Prometheus-Scrape-Timeout-Seconds";
  private static final HeaderName TIMEOUT = HeaderNames.create(TIMEOUT_NAME);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}(?:\\.\\d{1,9})?");

  /** The part of Prometheus' timeout that is left for the network. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofDays(7);

  /** The most names in an answer. */
  private static final int NAMED = 50;

  private final Supplier<CollectionSet> collections;
  private final Exposition exposition;
  private final AnswerPermits permits;
  private final AtomicInteger running = new AtomicInteger();
  private final LongAdder refused = new LongAdder();
  private final ProbeThrottle rests = new ProbeThrottle(System::nanoTime);

  /**
   * @param collections those in use; asked at each request
   * @param exposition renders what they give
   * @param permits how many answers there may be at once, scrapes included
   */
  public ProbeObserver(
      Supplier<CollectionSet> collections, Exposition exposition, AnswerPermits permits) {
    super(NAME);
    this.collections = collections;
    this.exposition = exposition;
    this.permits = permits;
  }

  /** How many probes there may be at once, are now, and were refused. */
  public Limits.Limit limit() {
    return new Limits.Limit("probes", AnswerPermits.KEY, this::most, running::get, refused::sum);
  }

  private int most() {
    return Math.max(1, permits.limit() / 2);
  }

  @Override
  protected void endpoints(HttpRouting.Builder routing, UnaryOperator<String> endpoint) {
    Methods.getOnly(routing, endpoint.apply("/" + NAME), this::probe, ExpositionAnswer.VARY);
  }

  private void probe(ServerRequest request, ServerResponse response) throws InterruptedException {
    response.header(ExpositionAnswer.VARY);
    Optional<TargetCollection> collection = collection(request);
    Duration bound = bound(request);
    if (collection.isEmpty()) {
      Answer.send(request, response, Status.BAD_REQUEST_400, expected(request));
    } else if (bound == null) {
      Answer.send(
          request,
          response,
          Status.BAD_REQUEST_400,
          TIMEOUT_NAME + ": expected a number of seconds");
    } else if (running.incrementAndGet() > most()) {
      running.decrementAndGet();
      refused.increment();
      Answer.send(request, response, Status.SERVICE_UNAVAILABLE_503);
    } else {
      try {
        probe(request, response, collection.get(), bound);
      } finally {
        running.decrementAndGet();
      }
    }
  }

  private void probe(
      ServerRequest request, ServerResponse response, TargetCollection collection, Duration bound)
      throws InterruptedException {
    Optional<AnswerPermit> entered = permits.enter(request.remotePeer().host());
    if (entered.isEmpty()) {
      Answer.send(request, response, Status.SERVICE_UNAVAILABLE_503);
      return;
    }
    try (AnswerPermit permit = entered.get()) {
      Optional<Rendered> rendered = rendered(ExpositionAnswer.to(request), collection, bound);
      if (rendered.isEmpty()) {
        Answer.send(request, response, Status.SERVICE_UNAVAILABLE_503);
        return;
      }
      ExpositionAnswer.send(request, response, rendered.get(), permit);
    } catch (IOException | UncheckedIOException e) {
      throw new ServerConnectionException("the client of a probe is gone", e);
    }
  }

  /**
   * Collects and renders; empty when the collection is busy. Its own method, so that no local
   * variable keeps the samples, which are much larger than the compressed text, while the client
   * reads.
   */
  private Optional<Rendered> rendered(
      ExpositionAnswer answer, TargetCollection collection, Duration bound)
      throws InterruptedException {
    Duration left = rests.begin(collection, bound);
    if (left == null) {
      return Optional.empty();
    }
    try {
      Optional<OnDemandResult> fresh = collection.collect(left);
      if (fresh.isEmpty()) {
        return Optional.empty();
      }
      var snapshots = new MetricSnapshots(fresh.get().snapshots());
      return Optional.of(
          exposition.render(answer.format(), answer.coding(), snapshots, reason(fresh.get())));
    } finally {
      rests.end(collection);
    }
  }

  /** Why a collection failed, without the words of the target; empty when it did not. */
  private static String reason(OnDemandResult fresh) {
    return fresh.failure() == null
        ? ""
        : "collector %s, target %s: failed, reason: %s"
            .formatted(fresh.collector(), fresh.target(), fresh.failure().label());
  }

  private Optional<TargetCollection> collection(ServerRequest request) {
    Optional<String> collector = one(request, "collector");
    Optional<String> target = one(request, "target");
    return collector.flatMap(name -> target.flatMap(other -> collections.get().find(name, other)));
  }

  /** A parameter that is there once. */
  private static Optional<String> one(ServerRequest request, String name) {
    List<String> values = request.query().all(name, List::of);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** What a request can name, for one that names no collection. */
  private String expected(ServerRequest request) {
    Optional<String> collector = one(request, "collector");
    List<TargetCollection> all = collections.get().all();
    List<TargetCollection> ofCollector =
        all.stream().filter(one -> collector.filter(one.collector()::equals).isPresent()).toList();
    return ofCollector.isEmpty()
        ? "collector: " + oneOf(all.stream().map(TargetCollection::collector))
        : "target: " + oneOf(ofCollector.stream().map(TargetCollection::target));
  }

  private static String oneOf(Stream<String> names) {
    List<String> known = names.distinct().sorted().toList();
    String listed = known.stream().limit(NAMED).collect(joining(", "));
    String more = known.size() > NAMED ? " and %d more".formatted(known.size() - NAMED) : "";
    return known.isEmpty() ? "none is configured" : "expected one of " + listed + more;
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
