package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.gives;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.ScriptedTarget.Cancellable;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private final Lab lab = new Lab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void collectsAtAFixedRateWithoutDrift() {
    lab.target("db", gives("a", 1));
    lab.collector("c", Duration.ofSeconds(7), Lab.TIMEOUT, Lab.KEEP, "db");
    lab.collections().start();
    var turns = new ArrayList<Duration>();
    long runs = 0;
    while (lab.timer.elapsed().compareTo(Duration.ofMinutes(7)) < 0) {
      var next = lab.timer.waiting().getFirst();
      lab.timer.advance(next.minus(lab.timer.elapsed()));
      lab.await("c", "db");
      if (lab.runs("c", "db") > runs) {
        runs = lab.runs("c", "db");
        turns.add(lab.timer.elapsed());
      }
    }

    assertThat(turns).hasSizeBetween(60, 62);
    assertThat(IntStream.range(2, turns.size()).mapToObj(n -> turns.get(n).minus(turns.get(n - 1))))
        .containsOnly(Duration.ofSeconds(7));
  }

  @Test
  void collectorThatReadsOnceAnHourHasSamplesSoon() {
    lab.target("db", gives("a", 1));
    lab.collector("c", Duration.ofHours(1), Lab.TIMEOUT, Duration.ofHours(3), "db");
    lab.collections().start();
    lab.timer.advance(Duration.ofMillis(50));
    lab.await("c", "db");

    assertThat(lab.exposed("value")).hasSize(1);
    lab.timer.advance(Duration.ofHours(1));
    lab.await("c", "db");
    assertThat(lab.runs("c", "db")).isEqualTo(2);
  }

  @Test
  void manyCollectionsSpread() {
    var names = IntStream.range(0, 100).mapToObj(n -> "t" + n).toArray(String[]::new);
    for (String name : names) {
      lab.target(name, gives(name, 1));
    }
    lab.collector("c", Duration.ofMinutes(1), Lab.TIMEOUT, Duration.ofMinutes(3), names);
    lab.collections().start();

    var due = lab.timer.waiting();
    assertThat(due).hasSize(200).doesNotHaveDuplicates();
    // The first turns take 50 ms for each, the regular ones all the time there is.
    assertThat(due.subList(0, 100)).allMatch(time -> time.compareTo(Duration.ofSeconds(5)) <= 0);
    assertThat(due.get(190)).isGreaterThan(Duration.ofSeconds(40));
  }

  @Test
  void stallIsNotMadeUpFor() {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", Duration.ofSeconds(1), Duration.ofSeconds(1), Lab.KEEP, "db");
    lab.collections().start();
    lab.timer.advance(Duration.ofSeconds(1));
    lab.await("c", "db");
    int before = db.reads.get();

    lab.timer.stall(Duration.ofSeconds(100));
    lab.await("c", "db");
    assertThat(db.reads).hasValue(before + 1);
    lab.timer.advance(Duration.ofSeconds(1));
    lab.await("c", "db");
    assertThat(db.reads).hasValue(before + 2);
  }

  @Test
  void readyWhenEachHasEndedOnceOrHasHadItsTime() {
    lab.target("good", gives("a", 1));
    lab.target("down", ScriptedTarget.fails(Reason.CONNECT, "down"));
    lab.target("hung", new Cancellable());
    lab.collector("c", "good", "down", "hung");
    assertThat(lab.collections().ready()).isFalse();
    lab.collections().start();
    lab.timer.advance(Duration.ofMillis(150));
    lab.await("c", "good");
    lab.await("c", "down");

    assertThat(lab.collection("c", "good").ready()).isTrue();
    assertThat(lab.collection("c", "down").ready()).isTrue();
    assertThat(lab.collections().ready()).isFalse();
    lab.timer.advance(Lab.TIMEOUT);
    assertThat(lab.collections().ready()).isTrue();
  }

  @Test
  void waitingForTheTargetDoesNotKeepItUnready() {
    lab.target("db", new Cancellable());
    lab.collector("c", Lab.EVERY, Duration.ofSeconds(9), Lab.KEEP, "db");
    lab.collector("d", Lab.EVERY, Duration.ofSeconds(9), Lab.KEEP, "db");
    lab.collections().start();
    lab.timer.advance(Duration.ofMillis(100));
    assertThat(lab.collections().ready()).isFalse();
    lab.timer.advance(Duration.ofSeconds(9));
    assertThat(lab.collections().ready()).isTrue();
  }

  @Test
  void withoutCollectionsItIsReady() {
    assertThat(lab.collections().ready()).isTrue();
    assertThat(lab.collections().latest()).isEmpty();
  }

  @Test
  void noMoreTurnsComeOnceItIsStopped() throws InterruptedException {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    lab.collections().start();
    lab.timer.advance(Lab.EVERY);
    lab.await("c", "db");
    int before = db.reads.get();
    lab.collections().stop();
    lab.timer.advance(Lab.EVERY.multipliedBy(2));

    assertThat(db.reads).hasValue(before);
    assertThat(lab.exposed("value")).as("kept").hasSize(1);
    assertThat(lab.collection("c", "db").collect()).as("on demand").isPresent();
  }

  @Test
  void nothingBeginsOnceItIsClosed() {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    lab.collections().start();
    lab.collections().close();
    lab.timer.advance(Duration.ofMinutes(1));
    lab.collection("c", "db").turn();
    lab.await("c", "db");

    assertThat(db.reads).hasValue(0);
    assertThat(db.closed.getCount()).isZero();
  }
}
