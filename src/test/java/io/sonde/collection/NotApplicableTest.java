package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.fails;
import static io.sonde.collection.ScriptedTarget.gives;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.ReadException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Collections of targets that have not what a collector asks for. */
class NotApplicableTest {
  private final Lab lab = new Lab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void it_has_no_samples_and_no_gauges_and_is_no_failure() throws Exception {
    var db = lab.target("db", gives("a", 1));
    lab.collector("c", "db");
    lab.turn("c", "db");
    assertThat(lab.exposed("value{")).hasSize(1);
    db.applies(false);
    lab.turn("c", "db");
    lab.turn("c", "db");
    assertThat(lab.exposed("value{")).isEmpty();
    assertThat(lab.exposed("sonde_collection_up{")).isEmpty();
    assertThat(lab.exposed("sonde_collection_samples{")).isEmpty();
    assertThat(lab.runs("c", "db")).isEqualTo(3);
    for (Reason reason : Reason.values()) {
      assertThat(lab.failures("c", "db", reason.label())).isZero();
    }
    assertThat(lab.collection("c", "db").ready()).isTrue();
    assertThat(db.reads).hasValue(1);
    var fresh = lab.collection("c", "db").collect().orElseThrow();
    assertThat(fresh.up()).isTrue();
    assertThat(fresh.snapshots()).isEmpty();
    assertThat(fresh.message())
        .isEqualTo("not applicable: the target does not have what `when` asks for");
  }

  @Test
  void it_comes_back_when_the_target_has_it() {
    var db = lab.target("db", gives("a", 1));
    db.applies(false);
    lab.collector("c", "db");
    lab.turn("c", "db");
    db.applies(true);
    lab.turn("c", "db");
    assertThat(lab.exposed("value{")).hasSize(1);
    assertThat(lab.exposed("sonde_collection_up{"))
        .containsExactly("sonde_collection_up{collector=\"c\",target=\"db\"} 1.0");
    db.now(fails(Reason.READ, "no"));
    lab.turn("c", "db");
    assertThat(lab.exposed("sonde_collection_up{"))
        .containsExactly("sonde_collection_up{collector=\"c\",target=\"db\"} 0.0");
  }
}
