package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.await;
import static io.sonde.collection.ScriptedTarget.gives;
import static io.sonde.collection.ScriptedTarget.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.ScriptedTarget.Hung;
import io.sonde.collection.ScriptedTarget.Script;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunTest {
  private final Lab lab = new Lab();

  @AfterEach
  void close() {
    lab.close();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            Reason.CONNECT,
            "refused",
            throwing(() -> new ReadException(Reason.CONNECT, "refused", null))),
        Arguments.of(
            Reason.TIMEOUT,
            "slow",
            throwing(() -> new ReadException(Reason.TIMEOUT, "slow", null))),
        Arguments.of(
            Reason.LIMIT,
            "200 MB",
            throwing(() -> new ReadException(Reason.LIMIT, "200 MB", null))),
        Arguments.of(
            Reason.READ,
            "java.lang.IllegalStateException at io.sonde.collection.RunTest.",
            (Script)
                (_, _) -> {
                  throw new IllegalStateException("jdbc:x://user:secret@host");
                }),
        Arguments.of(
            Reason.READ,
            "java.lang.StackOverflowError at io.sonde.collection.RunTest.deep",
            (Script) (_, _) -> deep(0)),
        Arguments.of(
            Reason.READ,
            "java.lang.OutOfMemoryError",
            (Script) (_, _) -> new long[4][Integer.MAX_VALUE - 8].length),
        Arguments.of(
            Reason.READ,
            "java.lang.NoClassDefFoundError at io.sonde.collection.RunTest.",
            (Script)
                (_, _) -> {
                  throw new NoClassDefFoundError("driver");
                }),
        Arguments.of(
            Reason.READ,
            "interrupted",
            (Script)
                (_, _) -> {
                  Thread.currentThread().interrupt();
                  new CountDownLatch(1).await();
                  return 0;
                }),
        Arguments.of(
            Reason.MAPPING,
            "",
            (Script)
                (_, sink) -> {
                  sink.row(row("same", 1));
                  sink.row(row("same", 2));
                  return 0;
                }));
  }

  private static Script throwing(Supplier<ReadException> thrown) {
    return (_, _) -> {
      throw thrown.get();
    };
  }

  private static int deep(int depth) {
    return depth < 0 ? 0 : deep(depth + 1) + depth;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("failures")
  void whateverIsThrownIsAFailedCollection(Reason reason, String message, Script script)
      throws InterruptedException {
    var db = lab.target("db", script);
    lab.collector("c", "db");

    lab.turn("c", "db");

    assertThat(lab.failures("c", "db", reason.label())).isEqualTo(1);
    assertThat(lab.runs("c", "db")).isEqualTo(1);
    assertThat(lab.collections().ready()).isTrue();
    var fresh = lab.collection("c", "db").collect().orElseThrow();
    assertThat(fresh.message()).startsWith(message).doesNotContain("secret");
    lab.await("c", "db");
    db.now(gives("a", 1));
    lab.turn("c", "db");
    assertThat(lab.exposed("value")).containsExactly("value{item=\"a\",target=\"db\"} 1.0");
  }

  @Test
  void lateReadEndsAtItsNextRow() {
    var rows = new AtomicInteger();
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    lab.target(
        "db",
        (_, sink) -> {
          sink.row(row("first", 1));
          begun.countDown();
          goOn.await();
          for (int n = 0; n < 1_000; n++) {
            sink.row(row("late" + n, n));
            rows.incrementAndGet();
          }
          return 0;
        });
    lab.collector("c", "db");
    lab.collection("c", "db").turn();
    await(begun);
    lab.timer.advance(Lab.TIMEOUT);
    goOn.countDown();
    lab.await("c", "db");

    assertThat(rows).hasValue(0);
    assertThat(lab.exposed("value")).isEmpty();
    assertThat(lab.failures("c", "db", "timeout")).isEqualTo(1);
  }

  @Test
  void lateRefusalOfTheCredentialsCountsForTheBackoff() {
    var hung = new Hung(ScriptedTarget.fails(Reason.AUTH, "denied"));
    var db = lab.target("db", hung);
    lab.collector("c", "db");
    lab.collection("c", "db").turn();
    await(hung.begun);
    lab.timer.advance(Lab.TIMEOUT);
    hung.release.countDown();
    lab.await("c", "db");
    lab.turn("c", "db");

    assertThat(db.reads).as("no second login").hasValue(1);
    assertThat(lab.failures("c", "db", "timeout")).isEqualTo(1);
    assertThat(lab.failures("c", "db", "auth")).isEqualTo(1);
  }

  @Test
  void waitingForTheTargetDoesNotHoldThePlaceOfAParser() {
    // More hung reads than places: the others map all the same.
    var hung = new Hung(gives("h", 1));
    for (int n = 0; n < 10; n++) {
      lab.target(
          "hung" + n,
          (reading, sink) -> {
            sink.row(row("h", 1));
            return hung.read(reading, sink);
          });
    }
    lab.collector("c", names("hung", 10));
    lab.target("db", gives("a", 1));
    lab.collector("d", "db");
    for (int n = 0; n < 10; n++) {
      lab.collection("c", "hung" + n).turn();
    }
    lab.turn("d", "db");
    assertThat(lab.exposed("value")).hasSize(1);
    hung.release.countDown();
  }

  @Test
  void parserThatDoesNotEndLosesItsPlace() throws InterruptedException {
    int parsers = 4;
    var parsing = new CountDownLatch(parsers);
    // As a parser that is caught in a loop, but kind to the machine.
    var caught = new Hung((_, _) -> 0);
    for (int n = 0; n < parsers; n++) {
      lab.target(
          "burning" + n,
          (reading, sink) -> {
            try (var _ = reading.parsing()) {
              parsing.countDown();
              return caught.read(reading, sink);
            }
          });
      lab.collector("c" + n, "burning" + n);
    }
    lab.target("db", gives("a", 1));
    lab.collector("d", "db");
    for (int n = 0; n < parsers; n++) {
      lab.collection("c" + n, "burning" + n).turn();
    }
    await(parsing);
    lab.collection("d", "db").turn();
    assertThat(lab.collection("d", "db").awaitEnd(Duration.ofMillis(50)))
        .as("all places are taken")
        .isFalse();

    lab.timer.advance(Lab.TIMEOUT.minusNanos(1));
    assertThat(lab.exposed("value")).isEmpty();
    lab.timer.advance(Duration.ofNanos(1));
    lab.timer.advance(Duration.ofMillis(500));
    lab.await("d", "db");
    lab.turn("d", "db");
    assertThat(lab.exposed("value")).hasSize(1);
    caught.release.countDown();
  }

  private static String[] names(String of, int count) {
    return IntStream.range(0, count).mapToObj(n -> of + n).toArray(String[]::new);
  }
}
