package io.sonde.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.sonde.collection.CollectionSet;
import io.sonde.collection.OnDemandResult;
import io.sonde.collection.TargetCollection;
import io.sonde.mapping.Explainer;
import io.sonde.web.answers.Answer;
import io.sonde.web.answers.AnswerPermit;
import io.sonde.web.answers.AnswerPermits;
import io.sonde.web.protection.User;
import io.sonde.web.status.StatusPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Reads one collection now and shows its first rows, the fields that the metrics take, and what
 * became of them: {@code /status/explain?collector=NAME&target=NAME}. Rows can hold confidential
 * data, so only users of the web configuration get them, by password or by verified certificate;
 * everyone else gets a 403. Publishes and counts nothing. One at a time; thread-safe.
 */
final class ExplainHandler implements Handler {
  private static final int ROWS = 10;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final String USERS_ONLY =
      "403 Forbidden: rows are shown to users of the web configuration alone: name a file with"
          + " basic_auth_users, or one that verifies client certificates, by web-config or"
          + " --web.config.file";

  private final Supplier<CollectionSet> collections;
  private final AnswerPermits permits;
  private final Semaphore turn = new Semaphore(1);

  /**
   * @param collections those in use; asked at each request
   * @param permits how many answers there may be at once
   */
  ExplainHandler(Supplier<CollectionSet> collections, AnswerPermits permits) {
    this.collections = collections;
    this.permits = permits;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws InterruptedException {
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    if (request.context().get(User.class).isEmpty()) {
      Answer.send(request, response, Status.FORBIDDEN_403, USERS_ONLY);
      return;
    }
    Optional<TargetCollection> collection =
        one(request, "collector")
            .flatMap(collector ->
                one(request, "target")
                    .flatMap(target -> collections.get().find(collector, target)));
    if (collection.isEmpty()) {
      Answer.send(
          request,
          response,
          Status.BAD_REQUEST_400,
          "collector, target: expected the names of a collection");
    } else if (!turn.tryAcquire()) {
      busy(request, response, "another collection is being explained");
    } else {
      try {
        explain(request, response, collection.get());
      } finally {
        turn.release();
      }
    }
  }

  private void explain(ServerRequest request, ServerResponse response, TargetCollection collection)
      throws InterruptedException {
    Optional<AnswerPermit> entered = permits.enter(request.remotePeer().host());
    if (entered.isEmpty()) {
      busy(request, response, "already " + permits.limit() + " scrapes in flight");
      return;
    }
    try (AnswerPermit permit = entered.get()) {
      Explainer explainer = new Explainer(ROWS, false);
      Optional<OnDemandResult> fresh = collection.explain(explainer, LONGEST);
      if (fresh.isEmpty()) {
        busy(request, response, "a run of this collection is under way");
        return;
      }
      byte[] body = StatusPage.explanation(fresh.get(), explainer.explanation());
      response.header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
      permit.progress();
      Answer.send(request, response, body.length, out -> out.write(body));
    } catch (IOException | UncheckedIOException e) {
      throw new ServerConnectionException("the client of an explanation is gone", e);
    }
  }

  private static void busy(ServerRequest request, ServerResponse response, String why) {
    Answer.send(request, response, Status.SERVICE_UNAVAILABLE_503, why + ": try again");
  }

  private static Optional<String> one(ServerRequest request, String name) {
    List<String> values = request.query().all(name, List::of);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }
}
