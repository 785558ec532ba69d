package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.await;
import static io.sonde.collection.ScriptedTarget.fails;
import static io.sonde.collection.ScriptedTarget.gives;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.ScriptedTarget.Hung;
import io.sonde.targets.ReadException;
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
    assertThat(lab.collection("c", "db").instruments().failures()).isEqualTo(2);
    assertThat(lab.failures("d", "db", "auth")).isEqualTo(1);
    assertThat(lab.collection("c", "other").instruments().failures()).isZero();
    var fresh = lab.collection("d", "db").collect().orElseThrow();
    assertThat(fresh.failure()).isEqualTo(Reason.AUTH);
    assertThat(fresh.message()).isEqualTo("the next login is tried in 60 s, after 1 refused");
    assertThat(db.reads).as("nor on demand").hasValue(1);
  }

  @Test
  void credentialsRefusedForOneQueryKeepThatQueryAwayAlone() throws IOException {
    var file = Files.writeString(folder.resolve("token"), "old");
    var api =
        lab.target(
            "api",
            Secret.inFile(file),
            (_, _) -> {
              throw ReadException.refusedQuery(401, "GET /admin: answered 401");
            });
    lab.collector("admin", "api").collector("c", "api");
    lab.turn("admin", "api");
    lab.turn("admin", "api");
    assertThat(api.reads).hasValue(1);
    assertThat(lab.failures("admin", "api", "auth")).isEqualTo(2);

    api.now(gives("c", 1));
    lab.turn("c", "api");
    assertThat(lab.exposed("value")).hasSize(1);
    lab.turn("admin", "api");
    assertThat(api.reads).as("a success of another query changes nothing").hasValue(2);

    Files.writeString(file, "new");
    api.now(gives("admin", 1));
    lab.turn("admin", "api");
    assertThat(lab.exposed("sonde_collection_up")).allMatch(line -> line.endsWith(" 1.0"));
  }

  @Test
  void passwordThatChangesDuringALoginWithTheOldOneIsTriedAtOnce() throws IOException {
    var file = Files.writeString(folder.resolve("password"), "old");
    var login = new Hung(fails(Reason.AUTH, "password denied"));
    var db = lab.target("db", Secret.inFile(file), login);
    lab.collector("c", "db");
    lab.collection("c", "db").turn();
    await(login.begun);
    Files.writeString(file, "new");
    login.release.countDown();
    lab.await("c", "db");
    assertThat(lab.failures("c", "db", "auth")).isEqualTo(1);

    db.now(gives("a", 1));
    lab.turn("c", "db");
    assertThat(lab.exposed("value")).hasSize(1);
  }

  @Test
  void asManyAreReadAtOnceAsTheTargetHasConnections() {
    var first = new Hung(gives("c", 1));
    var second = new Hung(gives("d", 2));
    var db = lab.target("db", 2, first);
    lab.collector("c", "db").collector("d", "db").collector("e", "db");
    lab.collection("c", "db").turn();
    await(first.begun);
    db.now(second);
    lab.collection("d", "db").turn();
    await(second.begun);
    db.now(gives("e", 3));
    lab.collection("e", "db").turn();
    assertThat(db.reads).as("there is no third connection").hasValue(2);

    second.release.countDown();
    lab.await("d", "db");
    lab.await("e", "db");
    assertThat(db.readers).hasValue(1);
    first.release.countDown();
    lab.await("c", "db");
    assertThat(lab.exposed("value")).hasSize(3);
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
