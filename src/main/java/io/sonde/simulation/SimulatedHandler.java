package io.sonde.simulation;

import io.helidon.common.Weighted;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.sonde.config.SimulationConfig;
import io.sonde.metrics.HttpInstruments;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * An endpoint to make traffic with: waits a random time, then answers {@code OK}, or a 500 for some
 * requests. Everything it answers is counted and timed.
 *
 * <p>Thread-safe. A wait blocks the virtual thread of its request and nothing else; at most {@link
 * SimulationConfig#maxInFlight()} requests wait at once, the others get a 503 at once.
 */
public final class SimulatedHandler implements HttpFeature, Weighted {
  /** Every standard method but TRACE and CONNECT, none of them with a body. */
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
  private final Semaphore places;

  /** A handler that counts its requests with the given instruments. */
  public SimulatedHandler(SimulationConfig config, HttpInstruments instruments) {
    this(
        config,
        instruments,
        () -> ThreadLocalRandom.current().nextLong(),
        nanos -> Thread.sleep(Duration.ofNanos(nanos)),
        System::nanoTime);
  }

  SimulatedHandler(
      SimulationConfig config,
      HttpInstruments instruments,
      RandomGenerator random,
      Pause pause,
      LongSupplier nanoTime) {
    this.config = config;
    this.instruments = instruments;
    this.random = random;
    this.pause = pause;
    this.nanoTime = nanoTime;
    this.places = new Semaphore(config.maxInFlight());
  }

  /** Below everything else, so that no configured path can hide another endpoint. */
  @Override
  public double weight() {
    return 1;
  }

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.route(
        HttpRoute.builder().path(PathMatchers.exact(config.path())).handler(this::handle).build());
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
    boolean admitted = places.tryAcquire();
    Status status = Status.SERVICE_UNAVAILABLE_503;
    if (admitted) {
      try {
        status = simulate();
      } finally {
        places.release();
      }
    }
    // Counted before it is sent: who has the answer finds it in the next scrape.
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
        // The grace of a stop is over; the socket of an interrupted thread is closed already.
        throw new CloseConnectionException("stopped while waiting", e);
      }
    }
    return fails ? Status.INTERNAL_SERVER_ERROR_500 : Status.OK_200;
  }

  /** For HEAD the length alone, which Helidon leaves to its users. */
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
