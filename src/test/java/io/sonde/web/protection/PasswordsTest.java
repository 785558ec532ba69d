package io.sonde.web.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCrypt;

class PasswordsTest {
  private final String hash = BCrypt.hashpw("open sesame", BCrypt.gensalt(4));
  private final Map<String, String> users = Map.of("ali", hash);
  private final Passwords passwords = new Passwords();

  @Test
  void letsInWhoKnowsThePassword() throws Exception {
    for (int again = 0; again < 2; again++) {
      assertThat(passwords.matches(users, "ali", "open sesame")).contains(true);
      assertThat(passwords.matches(users, "ali", "open barley")).contains(false);
      assertThat(passwords.matches(users, "baba", "open sesame")).contains(false);
      assertThat(passwords.matches(users, "ali", "")).contains(false);
    }
  }

  @Test
  void whatIsRememberedHoldsForThatHashAlone() throws Exception {
    assertThat(passwords.matches(users, "ali", "open sesame")).contains(true);
    var changed = Map.of("ali", BCrypt.hashpw("new", BCrypt.gensalt(4)));
    assertThat(passwords.matches(changed, "ali", "open sesame")).contains(false);
    assertThat(passwords.matches(changed, "ali", "new")).contains(true);
  }

  @Test
  void refusesWhatBcryptWouldCutOff() throws Exception {
    String long72 = "x".repeat(72);
    var longUsers = Map.of("ali", BCrypt.hashpw(long72, BCrypt.gensalt(4)));
    assertThat(passwords.matches(longUsers, "ali", long72)).contains(true);
    assertThat(passwords.matches(longUsers, "ali", long72 + "y")).contains(false);
    assertThat(passwords.matches(longUsers, "ali", "x".repeat(10_000))).contains(false);
  }

  @Test
  void takesTheHashesOfHtpasswd() throws Exception {
    String htpasswd = "$2y" + hash.substring(3);
    assertThat(passwords.matches(Map.of("ali", htpasswd), "ali", "open sesame")).contains(true);
  }

  /** Far more at once than may wait: each is answered, some are turned away, and nobody gets in. */
  @Test
  void aFloodIsTurnedAwayAndWhoIsKnownStillGetsIn() throws Exception {
    var costly = Map.of("ali", BCrypt.hashpw("open sesame", BCrypt.gensalt(8)));
    assertThat(passwords.matches(costly, "ali", "open sesame")).contains(true);
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Boolean>>> flood = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String wrong = "guess " + i;
        flood.add(
            threads.submit(() -> {
              start.await();
              return passwords.matches(costly, "ali", wrong);
            }));
      }
      start.countDown();
      assertThat(passwords.matches(costly, "ali", "open sesame")).contains(true);
      int turnedAway = 0;
      for (var one : flood) {
        Optional<Boolean> answer = one.get();
        assertThat(answer).isNotEqualTo(Optional.of(true));
        turnedAway += answer.isEmpty() ? 1 : 0;
      }
      assertThat(turnedAway).isPositive();
    }
  }
}
