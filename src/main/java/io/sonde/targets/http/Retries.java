package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.http.body.ByteLimit;
import io.sonde.targets.http.config.HttpConfig.Answers;
import java.net.http.HttpRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Retries a request when the connection was refused or the status is 429, 502, 503 or 504. The
 * pauses grow and are random, unless {@code Retry-After} gives one. Never exceeds the deadline of
 * the read. For one thread.
 */
final class Retries {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final Answers answers;
  private final Reading reading;

  Retries(Answers answers, Reading reading) {
    this.answers = answers;
    this.reading = reading;
  }

  /** Makes a request; secrets are read for each attempt. */
  @FunctionalInterface
  interface Request {
    HttpRequest make() throws ReadException;
  }

  /** The answer to the last attempt, with any status; to be closed by the caller. */
  HttpAnswer sent(HttpSession session, Hop hop, Request request, ByteLimit wire)
      throws ReadException, InterruptedException {
    for (int tries = 0; ; tries++) {
      boolean isLast = tries >= answers.retries();
      Duration pause = pause(tries);
      try {
        HttpAnswer answer = session.send(hop, request.make(), wire, reading);
        if (isLast || !isRetried(answer.status())) {
          return answer;
        }
        pause = retryAfter(answer, Instant.now()).orElse(pause);
        if (!fits(pause)) {
          return answer;
        }
        answer.close();
      } catch (ReadException e) {
        if (isLast || !HttpFailures.isRefusedConnection(e) || !fits(pause)) {
          throw e;
        }
      }
      await(pause);
    }
  }

  private boolean isRetried(int status) {
    return switch (status) {
      case 429, 502, 503, 504 -> !answers.statuses().contains(status);
      default -> false;
    };
  }

  private static Duration pause(int tries) {
    long base = FIRST_PAUSE.toMillis() << tries;
    return Duration.ofMillis(base / 2 + ThreadLocalRandom.current().nextLong(base));
  }

  /** The pause that the server asks for, as seconds or a date. */
  static Optional<Duration> retryAfter(HttpAnswer answer, Instant now) {
    return answer.headers().firstValue("Retry-After").flatMap(text -> retryAfter(text, now));
  }

  static Optional<Duration> retryAfter(String text, Instant now) {
    String value = text.strip();
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** True when the read has time left after the pause. */
  private boolean fits(Duration pause) {
    return pause.compareTo(reading.left()) < 0;
  }

  /** Ends early when the read is cancelled. */
  private void await(Duration pause) throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    reading.onCancel(cancelled::countDown);
    var _ = cancelled.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    reading.done();
  }
}
