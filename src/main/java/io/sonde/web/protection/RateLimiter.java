package io.sonde.web.protection;

import io.sonde.web.protection.WebConfig.RateLimit;
import java.util.function.LongSupplier;

/** A token bucket that is full at the start. Thread-safe. */
final class RateLimiter {
  private final RateLimit limit;
  private final LongSupplier nanoTime;
  private double tokens;
  private long last;

  /**
   * @param nanoTime a monotonic clock
   */
  RateLimiter(RateLimit limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.tokens = limit.burst();
    this.last = nanoTime.getAsLong();
  }

  RateLimit limit() {
    return limit;
  }

  /** Takes a token; false when there is none. */
  synchronized boolean allows() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(limit.burst(), tokens + (double) (now - last) / limit.interval().toNanos());
    last = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
