package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The token of one target: fetched when a read first needs it, kept until shortly before it
 * expires, and fetched again when it was refused. When several reads need a token, one of them
 * fetches it and the others wait, each until its deadline. Thread-safe.
 */
final class Tokens {
  private final Source source;
  private final ReentrantLock fetching = new ReentrantLock(true);
  private volatile @Nullable Token kept;

  Tokens(Source source) {
    this.source = source;
  }

  /** Fetches a token. */
  @FunctionalInterface
  interface Source {
    /**
     * Fetches one.
     *
     * @throws ReadException {@code AUTH} when the login was refused; another reason when it failed
     *     otherwise
     */
    Token fetch(HttpCall call) throws ReadException, InterruptedException;
  }

  /** The kept token; null when there is none or it has expired. */
  @Nullable Token current() {
    Token token = kept;
    return token == null || token.isOver(System.nanoTime()) ? null : token;
  }

  /**
   * A token that differs from the refused one.
   *
   * @param refused the refused token; null when there is none
   */
  Token fetched(HttpCall call, @Nullable Token refused) throws ReadException, InterruptedException {
    lock(call.reading());
    try {
      Token token = current();
      if (token == null || token.equals(refused)) {
        kept = null;
        token = source.fetch(call);
        kept = token;
      }
      return token;
    } finally {
      fetching.unlock();
    }
  }

  private void lock(Reading reading) throws ReadException, InterruptedException {
    try (var _ = reading.waiting()) {
      if (!fetching.tryLock(Math.max(0, reading.nanosLeft()), TimeUnit.NANOSECONDS)) {
        throw new ReadException(Reason.TIMEOUT, "another read had not fetched the token yet", null);
      }
    } catch (InterruptedIOException e) {
      throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
    }
  }
}
