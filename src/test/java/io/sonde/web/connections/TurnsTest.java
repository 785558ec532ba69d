package io.sonde.web.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long STEP = SECOND / Turns.EACH_SECOND;

  private final Turns turns = new Turns();

  @Test
  void requestsThatComeAtOnceAreSpreadAndThoseThatWouldWaitLongAreRefused() {
    long now = -5; // nanoTime has any value
    for (int i = 0; i <= Turns.EACH_SECOND; i++) {
      assertThat(turns.next(now)).isEqualTo(i * STEP);
    }
    assertThat(turns.next(now)).isNegative();
    assertThat(turns.next(now + STEP)).isEqualTo(Turns.LONGEST);
  }

  @Test
  void whoComesLaterDoesNotWait() {
    assertThat(turns.next(0)).isZero();
    assertThat(turns.next(STEP)).isZero();
    assertThat(turns.next(STEP + 1)).isEqualTo(STEP - 1);
  }

  @Test
  void aFloodIsManyNewConnectionsInThisSecondOrTheOneBefore() {
    var peers = new Peers(() -> 8);
    for (int i = 0; i < 3; i++) {
      peers.add("a");
    }
    peers.add("b");
    for (int i = 0; i <= Peers.FLOOD; i++) {
      assertThat(peers.isFlood(SECOND)).isFalse();
      assertThat(peers.crowds("a")).as("its share is 4").isFalse();
      peers.came(SECOND);
    }
    assertThat(peers.isFlood(SECOND)).isTrue();
    assertThat(peers.crowds("a")).as("its share is 1 in a flood").isTrue();
    assertThat(peers.crowds("b")).isFalse();
    assertThat(peers.isFlood(2 * SECOND)).isTrue();
    assertThat(peers.isFlood(3 * SECOND)).isFalse();
    assertThat(peers.crowds("a")).isFalse();
  }
}
