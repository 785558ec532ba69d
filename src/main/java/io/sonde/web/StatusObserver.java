package io.sonde.web;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.sonde.collection.CollectionSet;
import io.sonde.metrics.Limits;
import io.sonde.web.answers.Answer;
import io.sonde.web.answers.AnswerPermit;
import io.sonde.web.answers.AnswerPermits;
import io.sonde.web.answers.Methods;
import io.sonde.web.status.Selection;
import io.sonde.web.status.StatusPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The status page at {@code /status}, the same for programs at {@code /status.json}, and the files
 * that the page needs, beside the scrapes. Nothing of it comes from another host, and the browser
 * is told so. Pages share the permits of scrapes, a few at a time; a request beyond gets a 503.
 * Thread-safe.
 */
public final class StatusObserver extends EndpointObserver {
  private static final String NAME = "status";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json";

  /** The most pages that are made at once, where there are permits enough. */
  private static final int AT_ONCE = 4;

  private static final int PIECE = 16 * 1024;

  private static final List<Header> SAFE =
      List.of(
          HeaderValues.create(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                  + " connect-src 'self'; form-action 'self'; base-uri 'none';"
                  + " frame-ancestors 'none'"),
          HeaderValues.create("X-Content-Type-Options", "nosniff"),
          HeaderValues.create("Referrer-Policy", "no-referrer"),
          HeaderValues.create("Cross-Origin-Resource-Policy", "same-origin"));

  private static final Map<String, String> FILES =
      Map.of(
          "status.css", "text/css; charset=utf-8",
          "status.js", "text/javascript; charset=utf-8",
          "status.svg", "image/svg+xml");

  private final StatusPage page;
  private final AnswerPermits permits;
  private final ExplainHandler explain;
  private final boolean atRoot;
  private final int most;
  private final Semaphore share;
  private final LongAdder refused = new LongAdder();

  /**
   * @param page what to serve
   * @param collections those in use, which are explained on demand
   * @param permits how many answers there may be at once, scrapes included
   * @param atRoot true to serve it at {@code /} too
   */
  public StatusObserver(
      StatusPage page, Supplier<CollectionSet> collections, AnswerPermits permits, boolean atRoot) {
    super(NAME);
    this.page = page;
    this.permits = permits;
    this.explain = new ExplainHandler(collections, permits);
    this.atRoot = atRoot;
    this.most = Math.clamp(permits.limit() / 2, 1, AT_ONCE);
    this.share = new Semaphore(most);
  }

  /** How many pages there may be at once, are now, and were refused. */
  public Limits.Limit limit() {
    return new Limits.Limit(
        "status_pages",
        most < AT_ONCE ? AnswerPermits.KEY : "",
        () -> most,
        () -> most - share.availablePermits(),
        refused::sum);
  }

  @Override
  protected void endpoints(HttpRouting.Builder routing, UnaryOperator<String> endpoint) {
    page(routing, endpoint.apply("/" + NAME), HTML, page::html);
    page(routing, endpoint.apply("/" + NAME + ".json"), JSON, page::json);
    if (atRoot) {
      page(routing, endpoint.apply("/"), HTML, page::html);
    }
    Methods.getOnly(
        routing,
        endpoint.apply("/" + NAME + "/explain"),
        (request, response) -> {
          safe(response);
          explain.handle(request, response);
        });
    FILES.forEach((name, type) -> {
      byte[] file = file(name);
      Methods.getOnly(
          routing,
          endpoint.apply("/" + name),
          (request, response) -> {
            // Asked for again each time: a new version must not run with an old script.
            safe(response);
            describe(response, type, "no-cache");
            Answer.send(request, response, file);
          });
    });
  }

  private void page(
      HttpRules routing, String path, String type, Function<Selection, byte[]> render) {
    Methods.getOnly(routing, path, (request, response) -> answer(request, response, type, render));
  }

  private void answer(
      ServerRequest request,
      ServerResponse response,
      String type,
      Function<Selection, byte[]> render)
      throws InterruptedException {
    safe(response);
    Selection selection;
    try {
      selection = Selection.of(request.query().toMap());
    } catch (Selection.InvalidException e) {
      Answer.send(request, response, Status.BAD_REQUEST_400, String.valueOf(e.getMessage()));
      return;
    }
    if (!share.tryAcquire()) {
      refused.increment();
      busy(request, response);
      return;
    }
    try {
      Optional<AnswerPermit> entered = permits.enter(request.remotePeer().host());
      if (entered.isEmpty()) {
        busy(request, response);
        return;
      }
      try (AnswerPermit permit = entered.get()) {
        byte[] body = render.apply(selection);
        describe(response, type, "no-store");
        Answer.send(request, response, body.length, out -> write(body, out, permit));
      }
    } catch (IOException | UncheckedIOException e) {
      throw new ServerConnectionException("the client of a status page is gone", e);
    } finally {
      share.release();
    }
  }

  private void busy(ServerRequest request, ServerResponse response) {
    Answer.send(
        request,
        response,
        Status.SERVICE_UNAVAILABLE_503,
        "already %d status pages or %d scrapes in flight".formatted(most, permits.limit()));
  }

  /** In pieces, so that a client that takes them keeps its permit. */
  private static void write(byte[] body, OutputStream out, AnswerPermit permit) throws IOException {
    permit.progress();
    for (int from = 0; from < body.length; from += PIECE) {
      out.write(body, from, Math.min(PIECE, body.length - from));
      permit.progress();
    }
  }

  private static void describe(ServerResponse response, String type, String caching) {
    response.header(HeaderNames.CONTENT_TYPE, type);
    response.header(HeaderNames.CACHE_CONTROL, caching);
  }

  /** What the web configuration sets already stays. */
  private static void safe(ServerResponse response) {
    SAFE.forEach(response.headers()::setIfAbsent);
  }

  private static byte[] file(String name) {
    try (InputStream in = StatusPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing beside " + StatusPage.class);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " of the class path", e);
    }
  }
}
