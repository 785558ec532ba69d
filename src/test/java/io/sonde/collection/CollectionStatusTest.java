package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.fails;
import static io.sonde.collection.ScriptedTarget.gives;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.status.CollectionStatus;
import io.sonde.collection.status.CollectionStatus.MetricStatus;
import io.sonde.collection.status.CollectionStatus.Missing;
import io.sonde.collection.status.CollectionStatus.Ran;
import io.sonde.collection.status.CollectionStatus.State;
import io.sonde.collection.status.CollectionStatus.Trouble;
import io.sonde.collection.status.RunRing;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the status page is told of a collection, through its life. */
class CollectionStatusTest {
  private final Lab lab = new Lab();

  @AfterEach
  void close() {
    lab.close();
  }

  private CollectionStatus status() {
    return lab.collection("c", "db").status();
  }

  private static MetricStatus metric(String name, int series, @Nullable Missing missing) {
    return new MetricStatus(name, series, missing, List.of(), List.of());
  }

  @Test
  void beforeTheFirstRun() {
    lab.target("db", gives("a", 1));
    lab.collector("c", "db");

    assertThat(status())
        .isEqualTo(
            new CollectionStatus(
                lab.name("c"),
                "db",
                State.NEVER_RUN,
                null,
                null,
                null,
                null,
                Lab.KEEP,
                Lab.EVERY,
                List.of(),
                0,
                null,
                List.of(
                    metric("value", 0, Missing.NOT_RUN),
                    metric("read_seconds", 0, Missing.NOT_RUN),
                    metric("reads_seconds", 0, Missing.NOT_RUN))));
    assertThat(status().state().label()).isEqualTo("never run");
  }

  @Test
  void upFailingStaleAndUpAgain() {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    lab.turn("c", "db");
    lab.timer.advance(Duration.ofSeconds(7));
    var up = status();
    assertThat(up.state()).isEqualTo(State.UP);
    assertThat(up.since()).isEqualTo(FakeTimer.START);
    assertThat(up.lastSuccess()).isEqualTo(FakeTimer.START);
    assertThat(up.age()).isEqualTo(Duration.ofSeconds(7));
    assertThat(up.samples()).isEqualTo(7);
    assertThat(up.failure()).isNull();
    assertThat(up.metrics())
        .containsExactly(
            metric("value", 1, null),
            metric("read_seconds", 1, null),
            metric("reads_seconds", 5, null));

    db.now(fails(Reason.CONNECT, "refused\nby db:5432"));
    lab.turn("c", "db");
    lab.timer.advance(Duration.ofSeconds(3));
    lab.turn("c", "db");
    var failing = status();
    assertThat(failing.state()).isEqualTo(State.FAILING);
    assertThat(failing.since()).isEqualTo(FakeTimer.START.plusSeconds(7));
    assertThat(failing.failure())
        .isEqualTo(
            new Trouble(Reason.CONNECT, "refused by db:5432", FakeTimer.START.plusSeconds(10)));
    assertThat(failing.samples()).as("still exposed").isEqualTo(7);
    assertThat(failing.runs())
        .containsExactly(new Ran(true, 0), new Ran(false, 0), new Ran(false, 0));

    lab.timer.advance(Lab.KEEP);
    var stale = status();
    assertThat(stale.state()).isEqualTo(State.STALE);
    assertThat(stale.since()).isEqualTo(FakeTimer.START.plus(Lab.KEEP));
    assertThat(stale.samples()).isZero();
    assertThat(stale.metrics()).contains(metric("value", 0, Missing.DROPPED));

    db.now(gives("a", 1));
    lab.turn("c", "db");
    var again = status();
    assertThat(again.state()).isEqualTo(State.UP);
    assertThat(again.since()).isEqualTo(FakeTimer.START.plusSeconds(40));
    assertThat(again.failure()).as("the last failure stays known").isEqualTo(failing.failure());
  }

  @Test
  void neverSucceeded() {
    lab.target("db", fails(Reason.READ, "no such table"));
    lab.collector("c", "db");
    lab.turn("c", "db");
    lab.timer.advance(Lab.KEEP.plusSeconds(1));

    assertThat(status().state()).isEqualTo(State.FAILING);
    assertThat(status().age()).isNull();
    assertThat(status().metrics()).contains(metric("value", 0, Missing.FAILED));
  }

  @Test
  void whyAMetricHasNoSeries() {
    var db = lab.target("db", (_, _) -> 0);
    lab.collector("c", "db");
    lab.turn("c", "db");
    assertThat(status().metrics()).contains(metric("value", 0, Missing.NO_ROW));

    db.now(fails(Reason.READ, "no such table"));
    lab.turn("c", "db");
    assertThat(status().metrics()).contains(metric("value", 0, Missing.NO_ROW));
  }

  @Test
  void doesNotApply() {
    lab.target("db", gives("a", 1)).applies(false);
    lab.collector("c", "db");
    lab.turn("c", "db");

    assertThat(status().state()).isEqualTo(State.DOES_NOT_APPLY);
    assertThat(status().runs()).containsExactly(new Ran(true, 0));
    assertThat(status().metrics()).contains(metric("value", 0, Missing.DOES_NOT_APPLY));
  }

  @Test
  void aRunThatCannotBeExposedHasFailed() {
    lab.target("db", gives("a", 1));
    lab.collector("c", "db").collector("d", "db");
    lab.collections().start();
    lab.turn("c", "db");
    lab.turn("d", "db");
    var later = lab.collection("d", "db").status();
    assertThat(later.state()).isEqualTo(State.FAILING);
    assertThat(later.failure()).isNotNull();
    assertThat(later.metrics())
        .contains(metric("value", 0, Missing.COLLIDES), metric("read_seconds", 1, null));

    lab.timer.stall(Lab.KEEP.plusSeconds(1));
    assertThat(lab.collections().statuses())
        .extracting(CollectionStatus::collector)
        .containsExactly(lab.name("c"), lab.name("d"));
  }

  @Test
  void theNextTurn() {
    lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    lab.collections().start();
    var first = status().next();
    assertThat(first).isAfterOrEqualTo(FakeTimer.START);
    assertThat(lab.timer.waiting()).contains(Duration.between(FakeTimer.START, first));

    lab.timer.advance(Lab.EVERY.multipliedBy(3));
    lab.await("c", "db");
    var now = lab.timer.now();
    assertThat(Duration.between(now, status().next())).isPositive().isLessThanOrEqualTo(Lab.EVERY);
    assertThat(lab.timer.waiting()).contains(Duration.between(FakeTimer.START, status().next()));
  }

  @Test
  void sixtyRunsAreRemembered() {
    var ring = new RunRing();
    var all = new ArrayList<Ran>();
    for (int n = 0; n < 10_000; n++) {
      boolean succeeded = n % 3 != 0;
      ring.add(succeeded, Duration.ofSeconds(n).toNanos());
      all.add(new Ran(succeeded, n));
      assertThat(ring.runs()).isEqualTo(all.subList(Math.max(0, n - 59), n + 1));
    }
    ring.addSkipped();
    assertThat(ring.runs()).hasSize(60).last().isEqualTo(new Ran(false, Double.NaN));
    ring.add(false, 0);
    assertThat(ring.runs()).last().isEqualTo(new Ran(false, 0));
  }
}
