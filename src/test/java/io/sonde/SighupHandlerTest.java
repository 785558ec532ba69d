package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Await;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Signals before and after there is something to reload; MainTest sends real ones. */
class SighupHandlerTest {
  private final AtomicInteger reloads = new AtomicInteger();
  private final SighupHandler hangups = new SighupHandler();

  @Test
  void signalsThatComeTooEarlyReloadOnceLater() throws Exception {
    hangups.received();
    hangups.received();
    assertThat(reloads).hasValue(0);
    hangups.reloadBy(reloads::incrementAndGet);
    Await.until(reloads::get, n -> n == 1);
    hangups.received();
    assertThat(reloads).hasValue(2);
  }

  @Test
  void withoutAnEarlySignalNothingIsReloaded() {
    hangups.reloadBy(reloads::incrementAndGet);
    assertThat(reloads).hasValue(0);
    hangups.received();
    assertThat(reloads).hasValue(1);
  }
}
