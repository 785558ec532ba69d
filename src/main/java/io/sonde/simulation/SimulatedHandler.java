package io.sonde.simulation;

import io.helidon.common.Weighted;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.sonde.config.SimulationConfig;
import io.sonde.metrics.HttpInstruments;
import io.sonde.metrics.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * An endpoint for trying out queries and dashboards. It waits for a random time and then answers
 * {@code OK}, or 500 for some requests. All its answers are counted and timed.
 *
 * <p>Thread-safe. A wait blocks only the virtual thread of its request. The number of requests that
 * wait at the same time is bounded; others get 503 immediately.
 */
public final class SimulatedHandler implements HttpFeature, Weighted {
  /** All standard methods except TRACE and CONNECT. */
  private static final List<Method> METHODS =
      List.of(
          Method.GET,
          Method.HEAD,
          Method.POST,
          Method.PUT,
          Method.PATCH,
          Method.DELETE,
          Method.OPTIONS);

  private static final String ALLOW =
      METHODS.stream().map(Method::text).collect(Collectors.joining(", "));

  private final SimulationConfig config;
  private final HttpInstruments instruments;
  private final RandomGenerator random;
  private final Pause pause;
  private final LongSupplier nanoTime;
  private final int mostWaiting;
  private final Semaphore permits;
  private final LongAdder refused = new LongAdder();

  /**
   * A handler that counts its requests with the given instruments.
   *
   * @param most the maximum number of requests that wait at the same time
   */
  public SimulatedHandler(SimulationConfig config, int most, HttpInstruments instruments) {
    this(
        config,
        most,
        instruments,
        () -> ThreadLocalRandom.current().nextLong(),
        nanos -> Thread.sleep(Duration.ofNanos(nanos)),
        System::nanoTime);
  }

  SimulatedHandler(
      SimulationConfig config,
      int most,
      HttpInstruments instruments,
      RandomGenerator random,
      Pause pause,
      LongSupplier nanoTime) {
    this.config = config;
    this.instruments = instruments;
    this.random = random;
    this.pause = pause;
    this.nanoTime = nanoTime;
    this.mostWaiting = most;
    this.permits = new Semaphore(most);
  }

  /** The limit of requests that wait, with its use and the number of requests that got a 503. */
  public Limits.Limit limit() {
    return new Limits.Limit(
        "handler",
        "simulation.max-in-flight",
        () -> mostWaiting,
        () -> mostWaiting - permits.availablePermits(),
        refused::sum);
  }

  /** Less than that of all other features, so that the path cannot hide another endpoint. */
  @Override
  public double weight() {
    return 1;
  }

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.route(
        HttpRoute.builder().path(PathMatchers.exact(config.path())).handler(this::handle).build());
  }

  /** The latencies of all answers so far. */
  public HistogramDataPointSnapshot latency() {
    return instruments.latency();
  }

  private void handle(ServerRequest request, ServerResponse response) {
    if (METHODS.contains(request.prologue().method())) {
      answer(request, response);
    } else {
      response.header(HeaderNames.ALLOW, ALLOW);
      send(request, response, Status.METHOD_NOT_ALLOWED_405, "405 Method Not Allowed\n");
    }
  }

  private void answer(ServerRequest request, ServerResponse response) {
    long start = nanoTime.getAsLong();
    boolean admitted = permits.tryAcquire();
    Status status = Status.SERVICE_UNAVAILABLE_503;
    if (admitted) {
      try {
        status = simulate();
      } finally {
        permits.release();
      }
    } else {
      refused.increment();
      // A client that repeats its request without a pause has to connect again first.
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    // Counted before it is sent, so that a scrape after the answer includes it.
    instruments.request(
        request.prologue().method().text(), status.code(), nanoTime.getAsLong() - start);
    send(
        request,
        response,
        status,
        status.equals(Status.OK_200) ? "OK" : status.code() + " " + status.reasonPhrase() + "\n");
  }

  private Status simulate() {
    long most = config.maxDelay().toNanos();
    boolean fails = random.nextDouble() < config.errorRate();
    if (most > 0) {
      try {
        pause.of(random.nextLong(most));
      } catch (InterruptedException e) {
        // The grace period of the shutdown is over. The interrupt has closed the socket.
        throw new CloseConnectionException("stopped while waiting", e);
      }
    }
    return fails ? Status.INTERNAL_SERVER_ERROR_500 : Status.OK_200;
  }

  /** Answers HEAD with the length only. Ends with a Helidon that sends no body: 4.4.0 does. */
  private static void send(
      ServerRequest request, ServerResponse response, Status status, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.status(status).header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    if (request.prologue().method().equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
      response.send();
    } else {
      response.send(body);
    }
  }
}
