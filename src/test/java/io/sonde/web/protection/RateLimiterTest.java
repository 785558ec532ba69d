package io.sonde.web.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.web.protection.WebConfig.RateLimit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final AtomicLong clock = new AtomicLong(42);
  private final RateLimiter limiter =
      new RateLimiter(new RateLimit(Duration.ofMillis(100), 3), clock::get);

  private int allowed(int asked) {
    int allowed = 0;
    for (int i = 0; i < asked; i++) {
      allowed += limiter.allows() ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void allowsABurstAndThenOneForEachInterval() {
    assertThat(allowed(10)).isEqualTo(3);
    clock.addAndGet(Duration.ofMillis(99).toNanos());
    assertThat(allowed(10)).isZero();
    clock.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(allowed(10)).isEqualTo(1);
    clock.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(allowed(10)).isEqualTo(3);
  }
}
