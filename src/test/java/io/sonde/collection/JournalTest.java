package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.await;
import static io.sonde.collection.ScriptedTarget.fails;
import static io.sonde.collection.ScriptedTarget.gives;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.ScriptedTarget.Hung;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final Logger LOGGER = Logger.getLogger(Journal.class.getName());

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final Lab lab = new Lab();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          // What other tests of this JVM leave behind is not for this one.
          if (entry.getMessage().contains(lab.name("c") + ",")) {
            log.add(entry.getLevel() + " " + entry.getMessage().replace(lab.name("c"), "c"));
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
            "INFO collector c, target db: not applicable: the target has not what `when` asks for");
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
    db.now(fails(Reason.READ, "no such\ntable"));
    turns(3);
    assertThat(next()).isEqualTo("WARNING collector c, target db: failed: read: no such table");
    db.now(gives("a", 1));
    turns(3);
    assertThat(next()).isEqualTo("INFO collector c, target db: works again, after 6 failed");
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
    assertThat(next()).isEqualTo("INFO collector c, target db: works again, after 6 failed");
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
