package io.sonde.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff();

  @Test
  void pauseDoublesUpToItsCeiling() {
    long now = Long.MAX_VALUE - 1;
    var pauses = new ArrayList<Long>();
    for (int n = 0; n < 70; n++) {
      backoff.refused(now);
      pauses.add(backoff.left(now).toMinutes());
      assertThat(backoff.staysAway(now)).isTrue();
      now += backoff.left(now).toNanos();
      assertThat(backoff.staysAway(now - 1)).isTrue();
      assertThat(backoff.staysAway(now)).isFalse();
    }
    assertThat(pauses.subList(0, 6)).isEqualTo(List.of(1L, 2L, 4L, 8L, 15L, 15L));
    assertThat(pauses.subList(5, 70)).containsOnly(15L);
  }

  @Test
  void loginThatWorkedEndsIt() {
    backoff.refused(0);
    backoff.refused(0);
    backoff.accepted();
    assertThat(backoff.staysAway(0)).isFalse();
    backoff.refused(0);
    assertThat(backoff.left(0)).isEqualTo(Duration.ofMinutes(1));
  }
}
