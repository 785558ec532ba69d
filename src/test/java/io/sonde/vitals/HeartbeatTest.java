package io.sonde.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final AtomicLong count = new AtomicLong();
  private final Heartbeat beats = new Heartbeat("the clock", count::get, 3);

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      beats.look();
    }
  }

  @Test
  void whoMissesTooManyLooksIsDeadUntilItGoesOn() {
    look(4);
    assertThat(beats.death()).isNull();
    look(1);
    assertThat(beats.death()).isEqualTo("it has done nothing for 4 s");

    count.incrementAndGet();
    look(1);
    assertThat(beats.death()).isNull();
  }
}
