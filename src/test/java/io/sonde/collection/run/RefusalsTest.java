package io.sonde.collection.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static final int PASSWORD = 42;

  private final Refusals refusals = new Refusals();

  @Test
  void pauseDoublesUpToAQuarterOfAnHour() {
    long now = Long.MAX_VALUE - 1;
    var pauses = new ArrayList<Long>();
    for (int n = 0; n < 70; n++) {
      refusals.refused(now, PASSWORD);
      long minutes = 1;
      while (refusals.reason(now + Duration.ofMinutes(minutes).toNanos(), PASSWORD).isPresent()) {
        minutes++;
      }
      pauses.add(minutes);
      now += Duration.ofMinutes(minutes).toNanos();
      assertThat(refusals.reason(now - 1, PASSWORD)).isPresent();
    }
    assertThat(pauses.subList(0, 6)).isEqualTo(List.of(1L, 2L, 4L, 8L, 15L, 15L));
    assertThat(pauses.subList(5, 70)).containsOnly(15L);
  }

  @Test
  void loginThatWorkedEndsIt() {
    refusals.refused(0, PASSWORD);
    refusals.refused(0, PASSWORD);
    refusals.accepted();
    assertThat(refusals.reason(0, PASSWORD)).isEmpty();
    refusals.refused(0, PASSWORD);
    assertThat(refusals.reason(0, PASSWORD))
        .contains("the next login is tried in 60 s, after 1 refused");
  }

  @Test
  void otherCredentialsMayBeTriedAtOnce() {
    refusals.refused(0, PASSWORD);
    assertThat(refusals.reason(0, PASSWORD + 1)).isEmpty();
    assertThat(refusals.reason(0, PASSWORD)).as("it was not accepted").isPresent();
  }
}
