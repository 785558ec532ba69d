package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.await;
import static io.sonde.collection.ScriptedTarget.fails;
import static io.sonde.collection.ScriptedTarget.gives;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.ScriptedTarget.Hung;
import io.sonde.collection.journal.Journal;
import io.sonde.collection.status.CollectionStatus.MetricStatus;
import io.sonde.collection.status.CollectionStatus.Missing;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final Logger LOGGER = Logger.getLogger(Journal.class.getName());

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final Queue<Map<?, ?>> facts = new ConcurrentLinkedQueue<>();
  private final Lab lab = new Lab();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          // What other tests of this JVM leave behind is not for this one.
          var message = new SimpleFormatter().formatMessage(entry);
          if (message.contains(lab.name("c") + ",")
              || message.contains("target " + lab.name("t"))) {
            facts.add((Map<?, ?>) entry.getParameters()[1]);
            log.add(entry.getLevel() + " " + message.replace(lab.name("c"), "c"));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void close() {
    LOGGER.removeHandler(handler);
    lab.close();
  }

  @Test
  void whatDoesNotApplyIsLoggedOnce() throws InterruptedException {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    db.applies(false);
    turns(3);
    assertThat(next())
        .isEqualTo(
            "INFO collector c, target db: not applicable: the target does not have what `when` asks"
                + " for");
    db.applies(true);
    turns(2);
    assertThat(next()).isEqualTo("INFO collector c, target db: applies again");
    assertThat(log).isEmpty();
  }

  @Test
  void changesAreLoggedAndNotEachTurn() throws InterruptedException {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    turns(2);
    db.now(fails(Reason.CONNECT, "refused by db:5432"));
    turns(3);
    assertThat(next())
        .isEqualTo("WARNING collector c, target db: failed: connect: refused by db:5432");
    assertThat(facts.remove())
        .isEqualTo(Map.of("collector", lab.name("c"), "target", "db", "reason", "connect"));
    db.now(fails(Reason.READ, "no such\ntable"));
    turns(3);
    assertThat(next()).isEqualTo("WARNING collector c, target db: failed: read: no such table");
    db.now(gives("a", 1));
    turns(3);
    assertThat(next()).isEqualTo("INFO collector c, target db: works again after 6 failed runs");
    assertThat(log).isEmpty();
  }

  @Test
  void fieldsThatNoRowHasAreLoggedOnce() throws InterruptedException {
    var db = lab.target("db", (_, sink) -> row(sink, "item", "m", "other"));
    skipping();
    turns(3);
    assertThat(next())
        .isEqualTo(
            "WARNING collector c, target db: no row has the field 'n' (value): closest are m");
    assertThat(lab.exposed("sonde_collection_unmatched_metrics"))
        .containsExactly("sonde_collection_unmatched_metrics{collector=\"c\",target=\"db\"} 1.0");
    assertThat(lab.collection("c", "db").status().metrics().getFirst())
        .isEqualTo(
            new MetricStatus(
                "value",
                0,
                Missing.NO_FIELD,
                List.of("n"),
                List.of("no row has the field 'n': closest are m")));
    assertThat(facts.remove()).isEqualTo(Map.of("collector", lab.name("c"), "target", "db"));

    db.now(gives("a", 1));
    turns(2);
    assertThat(lab.exposed("sonde_collection_unmatched_metrics"))
        .allMatch(line -> line.endsWith(" 0.0"));

    // Back to the mistake, and on to another one.
    db.now((_, sink) -> row(sink, "item", "m", "other"));
    turns(2);
    db.now((_, sink) -> row(sink, "itm", "n"));
    turns(2);
    assertThat(next())
        .isEqualTo(
            "WARNING collector c, target db: no row has the field 'item' (value): closest are itm");
    assertThat(log).isEmpty();
  }

  @Test
  void aFieldWithoutAValueIsNoMistake() throws InterruptedException {
    lab.target("db", (_, sink) -> row(sink, "item", "-n"));
    skipping();
    turns(2);
    assertThat(lab.collection("c", "db").status().metrics().getFirst().unmatched())
        .containsExactly("no row has a value of the field 'n'");
    assertThat(lab.exposed("sonde_collection_unmatched_metrics"))
        .allMatch(line -> line.endsWith(" 0.0"));
    assertThat(log).isEmpty();
  }

  @Test
  void aPatternThatMatchesNothingIsLoggedOnceAndCountsWhileNoRowComes()
      throws InterruptedException {
    var asked = new AtomicInteger();
    ScriptedTarget.Script misspelt =
        (_, sink) -> {
          sink.matched(
              "$.itms",
              false,
              () -> {
                asked.incrementAndGet();
                return Set.of("$.items", "$.other");
              });
          return 0;
        };
    var db = lab.target("db", misspelt);
    skipping();
    turns(3);
    assertThat(next())
        .isEqualTo("WARNING collector c, target db: nothing matches '$.itms': closest are $.items");
    assertThat(asked).hasValue(1);
    assertThat(lab.collection("c", "db").status().metrics())
        .extracting(MetricStatus::unmatched)
        .containsExactly(
            List.of("nothing matches '$.itms': closest are $.items"), List.of(), List.of());
    assertThat(lab.exposed("sonde_collection_unmatched_metrics"))
        .containsExactly("sonde_collection_unmatched_metrics{collector=\"c\",target=\"db\"} 1.0");

    // Another pattern gives rows, and one that matches in one answer of several is no mistake.
    db.now((_, sink) -> {
      sink.matched("$.itms", false, Set::of);
      sink.matched("$.some", false, Set::of);
      sink.matched("$.some", true, Set::of);
      return row(sink, "item", "n");
    });
    turns(2);
    assertThat(lab.exposed("sonde_collection_unmatched_metrics"))
        .allMatch(line -> line.endsWith(" 0.0"));
    assertThat(log).isEmpty();
  }

  @Test
  void noRowAtAllIsLoggedOnce() throws InterruptedException {
    var db = lab.target("db", (_, _) -> 0);
    skipping();
    turns(3);
    assertThat(next())
        .isEqualTo(
            "INFO collector c, target db: the target returned no row, so metrics of its rows"
                + " have no samples");
    db.now(gives("a", 1));
    turns(1);
    db.now((_, _) -> 0);
    turns(2);
    assertThat(lab.exposed("sonde_collection_unmatched_metrics"))
        .allMatch(line -> line.endsWith(" 0.0"));
    assertThat(log).isEmpty();
  }

  private void skipping() {
    lab.collector(Lab.skipping(Lab.config(lab.name("c"), Lab.EVERY, Lab.TIMEOUT, Lab.KEEP, "db")));
  }

  /** A row with these fields, each with the value 1; with {@code -} before its name without one. */
  private static int row(Sink sink, String... fields) throws ReadException {
    var names = Stream.of(fields).map(one -> one.replace("-", "")).collect(Collectors.toSet());
    sink.row(
        new Row() {
          @Override
          public @Nullable Object field(String field) {
            return List.of(fields).contains(field) ? Integer.valueOf(1) : null;
          }

          @Override
          public Set<String> names() {
            return names;
          }
        });
    return 0;
  }

  @Test
  void aDeadTargetIsOneLineForAllItsCollectors() throws InterruptedException {
    var name = lab.name("t");
    var target = lab.target(name, gives("a", 1));
    var collectors = List.of("c", "d", "e", "f");
    collectors.forEach(one -> lab.collector(one, name));
    lab.collections().start();
    target.now(fails(Reason.CONNECT, "refused by db:5432"));
    for (int n = 0; n < 3; n++) {
      collectors.forEach(one -> lab.turn(one, name));
    }
    target.now(gives("a", 1));
    lab.turn("c", name);

    assertThat(next())
        .isEqualTo(
            "WARNING target %s: failed: connect: refused by db:5432 (collector c)".formatted(name));
    assertThat(facts.remove()).isEqualTo(Map.of("target", name, "reason", "connect"));
    assertThat(next())
        .isEqualTo("INFO target %s: works again after 12 failed runs".formatted(name));
    assertThat(log).isEmpty();
  }

  @Test
  void messagesThatFlapAreBounded() throws InterruptedException {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    for (int n = 0; n < 30; n++) {
      db.now(fails(Reason.READ, "took %d ms, then %s".formatted(n, "x".repeat(n % 2 + 1))));
      turns(1);
    }
    assertThat(next()).endsWith("took 0 ms, then x");
    assertThat(next()).endsWith("took 1 ms, then xx");
    assertThat(log).isEmpty();
    for (int n = 0; n < 30; n++) {
      db.now(fails(Reason.READ, "y".repeat(n + 1)));
      turns(1);
    }
    for (int n = 0; n < 5; n++) {
      assertThat(next()).endsWith("y");
    }
    assertThat(next()).endsWith("yyyyyy (further messages are not logged until it works again)");
    assertThat(log).isEmpty();
  }

  @Test
  void hungReadIsOneThingToSay() throws InterruptedException {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    for (int n = 0; n < 3; n++) {
      var hung = new Hung(gives("a", 1));
      db.now(hung);
      lab.collection("c", "db").turn();
      await(hung.begun);
      lab.timer.advance(Lab.EVERY);
      lab.collection("c", "db").turn();
      hung.release.countDown();
      lab.await("c", "db");
    }
    assertThat(lab.failures("c", "db", "busy")).isEqualTo(3);
    db.now(gives("a", 1));
    turns(1);

    assertThat(next())
        .isEqualTo("WARNING collector c, target db: failed: timeout: not read within 3 s");
    assertThat(next()).isEqualTo("INFO collector c, target db: works again after 6 failed runs");
    assertThat(log).isEmpty();
  }

  @Test
  void longMessagesAreCut() throws InterruptedException {
    lab.target("db", fails(Reason.READ, "x".repeat(100_000)));
    lab.collector("c", "db");
    turns(1);
    assertThat(next()).hasSizeLessThan(1_100).endsWith("xxx…");
  }

  private void turns(int count) {
    for (int n = 0; n < count; n++) {
      lab.turn("c", "db");
      lab.timer.advance(Duration.ofSeconds(1));
    }
  }

  private String next() throws InterruptedException {
    var line = log.poll(20, TimeUnit.SECONDS);
    return line == null ? "nothing was logged" : line;
  }
}
