package io.sonde.web.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Await;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

class PasswordsTest {
  private final String hash = BCrypt.hashpw("open sesame", BCrypt.gensalt(4));
  private final Map<String, String> users = Map.of("ali", hash);
  private final AtomicLong now = new AtomicLong();
  private final Passwords passwords = new Passwords(now::get);
  private final InetAddress here = InetAddress.ofLiteral("10.0.0.1");

  @Test
  void letsInWhoKnowsThePassword() throws Exception {
    for (int again = 0; again < 2; again++) {
      assertThat(passwords.matches(users, "ali", "open sesame", here)).contains(true);
      assertThat(passwords.matches(users, "ali", "open barley", here)).contains(false);
      assertThat(passwords.matches(users, "baba", "open sesame", here)).contains(false);
      assertThat(passwords.matches(users, "ali", "", here)).contains(false);
    }
  }

  @Test
  void whatIsRememberedHoldsForThatHashAlone() throws Exception {
    assertThat(passwords.matches(users, "ali", "open sesame", here)).contains(true);
    var changed = Map.of("ali", BCrypt.hashpw("new", BCrypt.gensalt(4)));
    assertThat(passwords.matches(changed, "ali", "open sesame", here)).contains(false);
    assertThat(passwords.matches(changed, "ali", "new", here)).contains(true);
  }

  @Test
  void refusesWhatBcryptWouldCutOff() throws Exception {
    String long72 = "x".repeat(72);
    var longUsers = Map.of("ali", BCrypt.hashpw(long72, BCrypt.gensalt(4)));
    assertThat(passwords.matches(longUsers, "ali", long72, here)).contains(true);
    assertThat(passwords.matches(longUsers, "ali", long72 + "y", here)).contains(false);
    assertThat(passwords.matches(longUsers, "ali", "x".repeat(10_000), here)).contains(false);
  }

  @Test
  void takesTheHashesOfHtpasswd() throws Exception {
    String htpasswd = "$2y" + hash.substring(3);
    assertThat(passwords.matches(Map.of("ali", htpasswd), "ali", "open sesame", here))
        .contains(true);
  }

  /** Far more at once than may wait: each is answered, some are turned away, and nobody gets in. */
  @Test
  void aFloodIsTurnedAwayAndWhoIsKnownStillGetsIn() throws Exception {
    var costly = Map.of("ali", BCrypt.hashpw("open sesame", BCrypt.gensalt(8)));
    assertThat(passwords.matches(costly, "ali", "open sesame", here)).contains(true);
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Boolean>>> flood = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String wrong = "guess " + i;
        flood.add(
            threads.submit(() -> {
              start.await();
              return passwords.matches(costly, "ali", wrong, here);
            }));
      }
      start.countDown();
      assertThat(passwords.matches(costly, "ali", "open sesame", here)).contains(true);
      int turnedAway = 0;
      for (var one : flood) {
        Optional<Boolean> answer = one.get();
        assertThat(answer).isNotEqualTo(Optional.of(true));
        turnedAway += answer.isEmpty() ? 1 : 0;
      }
      assertThat(turnedAway).isPositive();
    }
  }

  /**
   * A stranger, who may have failed lately, takes all of the places of one address and waits there:
   * another client finds one for its first login, and so does the stranger a minute later.
   */
  @ParameterizedTest
  @CsvSource({"true, 2", "false, 6"})
  void whoHasNotFailedLatelyFindsAPlaceBesideAFlood(boolean failed, int most) throws Exception {
    var gate = new CountDownLatch(1);
    var guarded =
        new Passwords(
            now::get,
            (password, _) -> {
              awaitUninterruptibly(password.equals("first") ? new CountDownLatch(0) : gate);
              return password.equals("open sesame");
            });
    var stranger = InetAddress.ofLiteral("10.0.0.66");
    if (failed) {
      assertThat(guarded.matches(users, "ali", "first", stranger)).contains(false);
    }
    var refused = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Boolean>>> flood = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String wrong = "guess " + i;
        flood.add(
            threads.submit(() -> {
              var answer = guarded.matches(users, "ali", wrong, stranger);
              refused.addAndGet(answer.isEmpty() ? 1 : 0);
              return answer;
            }));
      }
      Await.until(refused::get, count -> count == 50 - most);
      var first = threads.submit(() -> guarded.matches(users, "ali", "open sesame", here));
      gate.countDown();
      assertThat(first.get()).contains(true);
      for (var one : flood) {
        assertThat(one.get()).isNotEqualTo(Optional.of(true));
      }
    }
    now.addAndGet(TimeUnit.SECONDS.toNanos(61));
    assertThat(guarded.matches(users, "ali", "last", stranger)).contains(false);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void failuresAreRememberedForAMinuteByNetworkAndToABound() {
    var clients = new LoginClients(now::get);
    clients.failed(here);
    clients.failed(InetAddress.ofLiteral("2001:db8::1"));
    assertThat(clients.failedLately(here)).isTrue();
    assertThat(clients.failedLately(InetAddress.ofLiteral("10.0.0.2"))).isFalse();
    assertThat(clients.failedLately(InetAddress.ofLiteral("2001:db8::2"))).isTrue();
    assertThat(clients.failedLately(InetAddress.ofLiteral("2001:db8:0:1::1"))).isFalse();
    now.addAndGet(TimeUnit.SECONDS.toNanos(61));
    assertThat(clients.failedLately(here)).isFalse();
    clients.failed(here);
    for (int n = 0; n < LoginClients.MOST; n++) {
      assertThat(clients.failedLately(here)).isTrue();
      clients.failed(InetAddress.ofLiteral("10.1." + n / 256 + "." + n % 256));
    }
    assertThat(clients.failedLately(here)).as("forgotten").isFalse();
  }
}
