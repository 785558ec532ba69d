package io.sonde.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProbeThrottleTest {
  private static final Duration BOUND = Duration.ofMillis(300);

  private final AtomicLong clock = new AtomicLong();
  private final ProbeThrottle rests = new ProbeThrottle(clock::get);

  private void after(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void oneProbeOfACollectionAtATime() throws Exception {
    assertThat(rests.begin("a", BOUND)).isEqualTo(BOUND);
    assertThat(rests.begin("a", BOUND)).isNull();
    assertThat(rests.begin("b", BOUND)).isEqualTo(BOUND);
  }

  @Test
  void aCollectionRestsNineTimesAsLongAsItsLastProbeTook() throws Exception {
    assertThat(rests.begin("a", BOUND)).isNotNull();
    after(50);
    rests.end("a");

    after(100);
    assertThat(rests.begin("a", BOUND)).as("350 ms of the rest are left").isNull();
    after(350);
    assertThat(rests.begin("a", BOUND)).isEqualTo(BOUND);
  }

  @Test
  void aShortRestIsWaitedFor() throws Exception {
    assertThat(rests.begin("a", BOUND)).isNotNull();
    after(1);
    rests.end("a");

    assertThat(rests.begin("a", BOUND)).isEqualTo(BOUND.minusMillis(9));
  }

  @Test
  void noRestIsLongerThanTwoSeconds() throws Exception {
    assertThat(rests.begin("a", BOUND)).isNotNull();
    after(60_000);
    rests.end("a");

    after(2_000);
    assertThat(rests.begin("a", BOUND)).isEqualTo(BOUND);
  }
}
