package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.await;
import static io.sonde.collection.ScriptedTarget.fails;
import static io.sonde.collection.ScriptedTarget.gives;
import static io.sonde.collection.ScriptedTarget.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.ScriptedTarget.Cancellable;
import io.sonde.collection.ScriptedTarget.Hung;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TargetCollectionTest {
  private final Lab lab = new Lab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void successIsPublishedAndCounted() {
    lab.target("db", gives("a", 1));
    lab.collector("c", "db");

    assertThat(lab.exposed("sonde_collection"))
        .as("before the first run all is there, at 0")
        .containsExactly(
            "sonde_collection_failures_total{collector=\"c\",target=\"db\"} 0.0",
            "sonde_collection_interval_seconds{collector=\"c\"} 10.0",
            "sonde_collection_last_success_timestamp_seconds{collector=\"c\",target=\"db\"} 0.0",
            "sonde_collection_max_samples{collector=\"c\"} 10000.0",
            "sonde_collection_runs_total{collector=\"c\",target=\"db\"} 0.0",
            "sonde_collection_samples{collector=\"c\",target=\"db\"} 0.0",
            "sonde_collection_unmatched_metrics{collector=\"c\",target=\"db\"} 0.0",
            "sonde_collection_up{collector=\"c\",target=\"db\"} 0.0");

    lab.turn("c", "db");

    assertThat(lab.exposed("value")).containsExactly("value{item=\"a\",target=\"db\"} 1.0");
    assertThat(lab.exposed("sonde_collection_up"))
        .containsExactly("sonde_collection_up{collector=\"c\",target=\"db\"} 1.0");
    assertThat(lab.exposed("sonde_collection_last_success"))
        .containsExactly(
            "sonde_collection_last_success_timestamp_seconds{collector=\"c\",target=\"db\"}"
                + " 1.7953488E9");
    assertThat(lab.runs("c", "db")).isEqualTo(1);
  }

  @Test
  void rowThatIsGoneFromTheSourceIsGoneFromTheNextScrape() {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    lab.turn("c", "db");
    db.now(gives("b", 2));
    lab.turn("c", "db");

    assertThat(lab.exposed("value")).containsExactly("value{item=\"b\",target=\"db\"} 2.0");
  }

  @Test
  void lastGoodSamplesOutliveFailuresForAsLongAsTheyAreKept() {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    lab.turn("c", "db");
    db.now(fails(Reason.CONNECT, "refused"));
    lab.timer.advance(Lab.KEEP.minusSeconds(1));
    lab.turn("c", "db");
    lab.timer.advance(Duration.ofSeconds(1));

    assertThat(lab.exposed("value")).hasSize(1);
    assertThat(lab.exposed("sonde_collection_up")).allMatch(line -> line.endsWith(" 0.0"));
    assertThat(lab.exposed("sonde_collection_samples")).noneMatch(line -> line.endsWith(" 0.0"));

    lab.timer.advance(Duration.ofNanos(1));

    assertThat(lab.exposed("value")).isEmpty();
    assertThat(lab.exposed("sonde_collection_samples")).allMatch(line -> line.endsWith(" 0.0"));
    assertThat(lab.exposed("sonde_collection_last_success")).allMatch(line -> line.endsWith("E9"));
    assertThat(lab.exposed("reads_seconds_count"))
        .as("the failed read gave samples of itself")
        .containsExactly("reads_seconds_count{by=\"c\",target=\"db\"} 2");

    lab.timer.advance(Lab.KEEP);
    assertThat(lab.exposed("reads_seconds_count")).as("no read for too long").isEmpty();

    db.now(gives("a", 3));
    lab.turn("c", "db");
    assertThat(lab.exposed("value")).containsExactly("value{item=\"a\",target=\"db\"} 3.0");
  }

  @Test
  void deadlineGivesTheOutcomeThoughTheReadGoesOn() {
    var hung = new Hung(gives("late", 9));
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    lab.turn("c", "db");
    db.now(hung);
    lab.collection("c", "db").turn();
    await(hung.begun);

    lab.timer.advance(Lab.TIMEOUT.minusNanos(1));
    assertThat(lab.exposed("sonde_collection_up")).allMatch(line -> line.endsWith(" 1.0"));
    lab.timer.advance(Duration.ofNanos(1));

    assertThat(lab.exposed("sonde_collection_up")).allMatch(line -> line.endsWith(" 0.0"));
    assertThat(lab.failures("c", "db", "timeout")).isEqualTo(1);
    assertThat(lab.exposed("read_seconds"))
        .containsExactly("read_seconds{by=\"c\",target=\"db\"} 3.0");
    await(hung.cancelled);
    assertThat(hung.interrupted.getCount()).as("cancelling comes first").isEqualTo(1);
    lab.timer.advance(Duration.ofMillis(250));
    await(hung.interrupted);

    hung.release.countDown();
    lab.await("c", "db");
    assertThat(lab.exposed("value")).containsExactly("value{item=\"a\",target=\"db\"} 1.0");
    assertThat(lab.exposed("reads_seconds_count"))
        .as("one success, one timeout, and nothing of the late result")
        .containsExactly("reads_seconds_count{by=\"c\",target=\"db\"} 2");
    assertThat(lab.runs("c", "db")).isEqualTo(2);
  }

  @Test
  void hungReadMakesTheNextTurnsBusyAndNothingElseWaits() {
    var hung = new Hung(gives("late", 9));
    var db = lab.target("db", hung);
    lab.target("other", gives("o", 1));
    lab.collector("c", "db").collector("d", "db").collector("e", "other");
    lab.collection("c", "db").turn();
    await(hung.begun);
    db.now(gives("d", 4));
    lab.timer.advance(Lab.TIMEOUT);
    lab.timer.advance(Duration.ofSeconds(7));

    lab.turn("e", "other");
    lab.turn("d", "db");
    lab.collection("c", "db").turn();
    lab.collection("c", "db").turn();

    assertThat(lab.failures("c", "db", "timeout")).isEqualTo(1);
    assertThat(lab.failures("c", "db", "busy")).isEqualTo(2);
    assertThat(lab.runs("c", "db")).isEqualTo(3);
    assertThat(db.readers).as("never two at once of c").hasValue(1);
    assertThat(lab.exposed("value"))
        .containsExactlyInAnyOrder(
            "value{item=\"d\",target=\"db\"} 4.0", "value{item=\"o\",target=\"other\"} 1.0");

    hung.release.countDown();
    lab.await("c", "db");
    db.now(gives("c", 5));
    lab.turn("c", "db");
    assertThat(lab.exposed("value")).contains("value{item=\"c\",target=\"db\"} 5.0");
  }

  @Test
  void readAsLongAsItsTurnIsReadAtEachTurn() {
    var db = lab.target("slow", new Cancellable());
    lab.collector("c", Lab.EVERY, Lab.EVERY, Lab.KEEP, "slow");
    var slow = lab.collection("c", "slow");
    for (int turn = 1; turn <= 5; turn++) {
      var script = new Cancellable();
      db.now(script);
      slow.turn();
      await(script.begun);
      // The next turn comes a moment before this one's deadline, as it does when both are equal.
      lab.timer.advance(Lab.EVERY.minusMillis(1));
      var next = new Cancellable();
      db.now(next);
      slow.turn();
      lab.timer.advance(Duration.ofMillis(1));
      await(next.begun);
      assertThat(lab.failures("c", "slow", "timeout")).isEqualTo(2L * turn - 1);
      lab.timer.advance(Lab.EVERY);
      lab.await("c", "slow");
    }
    assertThat(lab.failures("c", "slow", "timeout")).isEqualTo(10);
    assertThat(lab.failures("c", "slow", "busy")).isZero();
    assertThat(db.reads).hasValue(10);
  }

  @Test
  void turnThatWaitsForTheEndOfAReadIsNotBusy() {
    var hung = new Hung(gives("late", 9));
    var db = lab.target("db", hung);
    lab.collector("c", Lab.EVERY, Lab.EVERY, Lab.KEEP, "db");
    lab.collection("c", "db").turn();
    await(hung.begun);
    lab.timer.advance(Lab.EVERY);
    lab.collection("c", "db").turn();
    assertThat(lab.failures("c", "db", "busy")).isZero();
    lab.timer.advance(Duration.ofMillis(500));
    assertThat(lab.failures("c", "db", "busy")).as("it waits").isZero();
    lab.collection("c", "db").turn();
    assertThat(lab.failures("c", "db", "busy")).as("one more").isEqualTo(1);

    db.now(gives("a", 1));
    hung.release.countDown();
    lab.await("c", "db");
    assertThat(db.reads).as("the one that waited").hasValue(2);
    assertThat(lab.exposed("value")).containsExactly("value{item=\"a\",target=\"db\"} 1.0");
  }

  @Test
  void turnThatWaitsForARunIsNotBusyWhenTheRunBeforeThatOneIsOverdue() throws Exception {
    var first = new Hung(gives("late", 9));
    var db = lab.target("db", first);
    lab.collector("c", "db");
    lab.collection("c", "db").turn();
    await(first.begun);
    lab.timer.advance(Lab.TIMEOUT);
    await(first.cancelled);
    first.release.countDown();
    lab.await("c", "db");
    // The first run has ended. That it would be overdue now is still in the timer.
    var probed = new Hung(gives("probe", 1));
    db.now(probed);
    var probe = probe(Duration.ofMinutes(1));
    await(probed.begun);
    lab.collection("c", "db").turn();
    lab.timer.advance(Duration.ofMillis(500));

    assertThat(lab.failures("c", "db", "busy")).isZero();
    db.now(gives("turn", 2));
    probed.release.countDown();
    assertThat(probe.get(20, TimeUnit.SECONDS)).isPresent();
    lab.await("c", "db");
    assertThat(lab.exposed("value")).containsExactly("value{item=\"turn\",target=\"db\"} 2.0");
    assertThat(lab.failures("c", "db", "busy")).isZero();
    assertThat(lab.runs("c", "db")).isEqualTo(2);
  }

  @Test
  void turnIsLeftOutWhileTheReadHasTimeLeft() throws InterruptedException {
    var release = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var db =
        lab.target(
            "db",
            (_, sink) -> {
              begun.countDown();
              release.await();
              sink.row(row("a", 1));
              return 0;
            });
    lab.collector("c", Duration.ofSeconds(1), Duration.ofSeconds(5), Lab.KEEP, "db");
    lab.collection("c", "db").turn();
    begun.await();
    lab.timer.advance(Duration.ofSeconds(1));
    lab.collection("c", "db").turn();
    release.countDown();
    lab.await("c", "db");

    assertThat(db.reads).hasValue(1);
    assertThat(lab.runs("c", "db")).isEqualTo(1);
    assertThat(lab.exposed("sonde_collection_up")).allMatch(line -> line.endsWith(" 1.0"));
  }

  @Test
  void waitingForTheTurnAtTheTargetIsNoFailureAndNoDuration() {
    var slow = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var db =
        lab.target(
            "db",
            (_, sink) -> {
              begun.countDown();
              slow.await();
              sink.row(row("c", 1));
              return 0;
            });
    lab.collector("c", Lab.EVERY, Duration.ofSeconds(9), Lab.KEEP, "db");
    lab.collector("d", "db");
    lab.collection("c", "db").turn();
    await(begun);
    db.now(gives("d", 2));
    lab.collection("d", "db").turn();
    lab.timer.advance(Lab.TIMEOUT.multipliedBy(2));
    assertThat(lab.runs("d", "db")).isZero();
    slow.countDown();
    lab.await("c", "db");
    lab.await("d", "db");

    assertThat(lab.failures("d", "db", "timeout")).isZero();
    assertThat(lab.exposed("value")).hasSize(2);
    assertThat(lab.exposed("read_seconds"))
        .containsExactlyInAnyOrder(
            "read_seconds{by=\"c\",target=\"db\"} 6.0", "read_seconds{by=\"d\",target=\"db\"} 0.0");
  }

  @Test
  void hungCancellingHoldsUpNeitherTheOutcomeNorTheInterrupt() {
    var interrupted = new CountDownLatch(1);
    var cancelling = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    lab.target(
        "db",
        (reading, _) -> {
          reading.onCancel(() -> {
            cancelling.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
          begun.countDown();
          try {
            never.await();
            return 0;
          } finally {
            interrupted.countDown();
          }
        });
    lab.collector("c", "db");
    lab.collection("c", "db").turn();
    await(begun);
    lab.timer.advance(Lab.TIMEOUT);
    assertThat(lab.failures("c", "db", "timeout")).isEqualTo(1);
    await(cancelling);
    lab.timer.advance(Duration.ofMillis(250));
    await(interrupted);
    lab.await("c", "db");
  }

  @Test
  void onDemandPublishesAndCountsNothing() throws InterruptedException {
    lab.target("db", gives("a", 1));
    lab.collector("c", "db");

    var fresh = lab.collection("c", "db").collect(Duration.ofSeconds(1)).orElseThrow();

    assertThat(fresh.up()).isTrue();
    assertThat(Lab.text(fresh.snapshots()).replace(lab.name("c"), "c"))
        .contains("value{item=\"a\",target=\"db\"} 1.0\n")
        .contains("reads_seconds_count{by=\"c\",target=\"db\"} 1\n")
        .contains("sonde_collection_up{collector=\"c\",target=\"db\"} 1.0\n");
    assertThat(lab.exposed("value")).isEmpty();
    assertThat(lab.exposed("sonde_collection_up")).allMatch(line -> line.endsWith(" 0.0"));
    assertThat(lab.runs("c", "db")).isZero();
    lab.await("c", "db");
    lab.turn("c", "db");
    assertThat(lab.exposed("reads_seconds_count"))
        .as("what was observed on demand is not kept")
        .containsExactly("reads_seconds_count{by=\"c\",target=\"db\"} 1");
  }

  @Test
  void onDemandAgainAtOnce() throws InterruptedException {
    lab.target("db", gives("a", 1));
    lab.collector("c", "db");

    for (int i = 0; i < 500; i++) {
      assertThat(lab.collection("c", "db").collect()).as("probe %d", i).isPresent();
    }
  }

  @Test
  void onDemandWaitsForTheEndOfARunThatHasItsOutcome() throws Exception {
    var hung = new Hung(gives("late", 9));
    var db = lab.target("db", hung);
    lab.collector("c", "db");
    var first = probe(Lab.TIMEOUT);
    await(hung.begun);
    lab.timer.advance(Lab.TIMEOUT);
    assertThat(first.get(20, TimeUnit.SECONDS).orElseThrow().failure()).isEqualTo(Reason.TIMEOUT);
    // Its thread has not ended: it gets no processor, or it is being cancelled.
    db.now(gives("a", 1));
    var second = probe(Duration.ofMinutes(1));

    assertThat(second).as("longer than a pause of the machine").failsWithin(Duration.ofMillis(150));
    hung.release.countDown();
    assertThat(second.get(20, TimeUnit.SECONDS)).map(OnDemandResult::up).contains(true);
  }

  private CompletableFuture<Optional<OnDemandResult>> probe(Duration bound) {
    var answer = new CompletableFuture<Optional<OnDemandResult>>();
    Thread.startVirtualThread(() -> {
      try {
        answer.complete(lab.collection("c", "db").collect(bound));
      } catch (Throwable e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  @Test
  void onDemandSaysWhyItFailed() throws InterruptedException {
    lab.target("db", fails(Reason.READ, "no such\n  table"));
    lab.collector("c", "db");

    var fresh = lab.collection("c", "db").collect().orElseThrow();

    assertThat(fresh.failure()).isEqualTo(Reason.READ);
    assertThat(fresh.message()).isEqualTo("no such table");
    assertThat(Lab.text(fresh.snapshots())).contains("target=\"db\"} 0.0\n");
  }

  @Test
  void onDemandFindsTheTurnTakenAndScheduledTurnsWaitForIt() throws InterruptedException {
    var hung = new Hung(gives("probe", 1));
    var db = lab.target("db", hung);
    lab.collector("c", "db");
    var collection = lab.collection("c", "db");
    var probe = new CountDownLatch(1);
    var prober =
        Thread.startVirtualThread(() -> {
          try {
            assertThat(collection.collect(Duration.ofMinutes(1))).isPresent();
            probe.countDown();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    await(hung.begun);
    assertThat(collection.collect()).as("taken").isEmpty();
    db.now(gives("turn", 2));
    collection.turn();
    assertThat(db.reads).hasValue(1);
    hung.release.countDown();
    await(probe);
    prober.join();
    lab.await("c", "db");

    assertThat(lab.exposed("value")).containsExactly("value{item=\"turn\",target=\"db\"} 2.0");
    assertThat(lab.runs("c", "db")).isEqualTo(1);
  }

  @Test
  void onDemandIsBoundedThoughAnotherHoldsTheTarget() throws Exception {
    var hung = new Hung(gives("c", 1));
    var db = lab.target("db", hung);
    lab.collector("c", "db").collector("d", "db");
    lab.collection("c", "db").turn();
    await(hung.begun);
    db.now(gives("d", 1));
    var answer = new CompletableFuture<OnDemandResult>();
    var prober =
        Thread.startVirtualThread(() -> {
          try {
            answer.complete(lab.collection("d", "db").collect(Duration.ofSeconds(1)).orElseThrow());
          } catch (InterruptedException e) {
            answer.completeExceptionally(e);
          }
        });
    while (lab.timer.waiting().size() < 2) {
      Thread.onSpinWait();
    }
    lab.timer.advance(Duration.ofSeconds(1));

    assertThat(answer.get().failure()).isEqualTo(Reason.TIMEOUT);
    hung.release.countDown();
    prober.join();
    lab.await("c", "db");
    lab.await("d", "db");
    assertThat(lab.exposed("value")).as("the turn was given back").hasSize(1);
    lab.turn("d", "db");
    assertThat(lab.exposed("value")).hasSize(2);
  }
}
