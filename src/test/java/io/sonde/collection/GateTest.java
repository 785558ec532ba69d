package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.fails;
import static io.sonde.collection.ScriptedTarget.gives;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
  private final Lab lab = new Lab();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void refusedCredentialsKeepAllCollectionsOfTheTargetAway() throws InterruptedException {
    var db = lab.target("db", fails(Reason.AUTH, "password denied"));
    lab.target("other", gives("o", 1));
    lab.collector("c", "db", "other").collector("d", "db");
    lab.turn("c", "db");

    lab.turn("d", "db");
    lab.turn("c", "db");
    lab.turn("c", "other");

    assertThat(db.reads).as("logins").hasValue(1);
    assertThat(lab.failures("c", "db", "auth")).isEqualTo(2);
    assertThat(lab.failures("d", "db", "auth")).isEqualTo(1);
    assertThat(lab.failures("c", "other", "auth")).isZero();
    var fresh = lab.collection("d", "db").collect().orElseThrow();
    assertThat(fresh.failure()).isEqualTo(Reason.AUTH);
    assertThat(fresh.message()).isEqualTo("no login is tried for another 60 s, after 1 refused");
    assertThat(db.reads).as("nor on demand").hasValue(1);
  }

  @Test
  void loginsGetRarerAndOneThatWorksEndsThat() {
    var db = lab.target("db", fails(Reason.AUTH, "password denied"));
    lab.collector("c", "db");
    for (int turn = 0; turn < 6 * 60; turn++) {
      lab.turn("c", "db");
      lab.timer.advance(Lab.EVERY);
    }
    // At 0, 1, 3, 7, 15, 30 and 45 minutes.
    assertThat(db.reads).as("logins in an hour").hasValue(7);
    assertThat(lab.failures("c", "db", "auth")).isEqualTo(360);

    db.now(gives("a", 1));
    lab.timer.advance(Duration.ofMinutes(15));
    lab.turn("c", "db");
    lab.turn("c", "db");
    assertThat(db.reads).hasValue(9);
    assertThat(lab.exposed("sonde_collection_up")).allMatch(line -> line.endsWith(" 1.0"));
    db.now(fails(Reason.AUTH, "password denied"));
    lab.turn("c", "db");
    lab.timer.advance(Duration.ofMinutes(1));
    lab.turn("c", "db");
    assertThat(db.reads).as("the pause begins anew").hasValue(11);
  }

  @Test
  void changedPasswordIsTriedAtOnceAndOnce() throws IOException {
    var file = Files.writeString(folder.resolve("password"), "old\n");
    var db = lab.target("db", Secret.inFile(file), fails(Reason.AUTH, "password denied"));
    lab.collector("c", "db");
    lab.turn("c", "db");
    lab.turn("c", "db");
    assertThat(db.reads).hasValue(1);

    Files.writeString(file, "wrong again\n");
    lab.turn("c", "db");
    lab.turn("c", "db");
    assertThat(db.reads).hasValue(2);

    Files.writeString(file, "right\n");
    db.now(gives("a", 1));
    lab.turn("c", "db");
    lab.turn("c", "db");
    assertThat(db.reads).hasValue(4);
    assertThat(lab.exposed("value")).hasSize(1);
  }
}
