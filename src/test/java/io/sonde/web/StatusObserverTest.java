package io.sonde.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.status.CollectionStatus;
import io.sonde.config.ReloadState;
import io.sonde.metrics.BuildInfo;
import io.sonde.testing.Await;
import io.sonde.testing.Settings;
import io.sonde.web.answers.AnswerPermits;
import io.sonde.web.status.StatusFacts;
import io.sonde.web.status.StatusPage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many status pages are answered at once. */
class StatusObserverTest {
  private static final BuildInfo BUILD = new BuildInfo("1", "", "", "25", "4");

  private final CountDownLatch goOn = new CountDownLatch(1);

  /** Facts that someone waits for. */
  private List<CollectionStatus> slow() {
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private StatusObserver observer(AnswerPermits permits) {
    var state = new ReloadState(1, null, Instant.EPOCH, List.of(), List.of());
    return new StatusObserver(
        new StatusPage(new StatusFacts(BUILD, this::slow, () -> state, List::of, Optional::empty)),
        () -> {
          throw new AssertionError("nobody asks for a collection");
        },
        permits,
        false);
  }

  @Test
  void aPageBeyondTheFourthIsRefusedAndCounted() throws Exception {
    var permits = new AnswerPermits(40);
    var observer = observer(permits);
    try (var server =
            HttpServer.start(
                Settings.of("prefix: x").helidon(),
                BUILD,
                List.of(),
                List.of(observer),
                permits,
                List.of());
        var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/status"))
              .build();
      List<CompletableFuture<HttpResponse<String>>> first =
          Stream.generate(() -> client.sendAsync(request, BodyHandlers.ofString()))
              .limit(4)
              .toList();
      Await.until(() -> observer.limit().inUse().getAsLong(), used -> used == 4);
      var fifth = client.send(request, BodyHandlers.ofString());
      goOn.countDown();
      assertThat(fifth.statusCode()).isEqualTo(503);
      assertThat(fifth.body()).isEqualTo("already 4 status pages or 40 scrapes in flight\n");
      for (var one : first) {
        assertThat(one.get().statusCode()).isEqualTo(200);
      }
      assertThat(observer.limit().shed().getAsLong()).isEqualTo(1);
      assertThat(permits.inUse()).isZero();
    } finally {
      goOn.countDown();
    }
  }

  @Test
  void oneIsAnsweredWhereThereIsOnePlaceOnly() {
    assertThat(observer(new AnswerPermits(1)).limit().limit().getAsLong()).isEqualTo(1);
  }
}
