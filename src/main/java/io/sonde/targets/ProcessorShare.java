package io.sonde.targets;

import io.sonde.targets.Reading.Parsing;
import io.sonde.targets.Reading.Waiting;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The share of the processor that one read has; it can be taken several times, nested. For the
 * reading thread only, except for {@link #release()}.
 */
final class ProcessorShare {
  private final @Nullable Semaphore processor;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final Parsing parsing = this::end;
  private int depth;

  /**
   * @param processor has as many permits as reads may use the processor at once; null for no bound
   */
  ProcessorShare(@Nullable Semaphore processor) {
    this.processor = processor;
  }

  Parsing parsing() throws InterruptedException {
    if (depth == 0) {
      take();
    }
    depth++;
    return parsing;
  }

  private void end() {
    if (depth > 0 && --depth == 0) {
      release();
    }
  }

  Waiting waiting() {
    int outer = pause();
    return () -> {
      try {
        resume(outer);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
      }
    };
  }

  /** Gives the share back for a while; returns the argument for {@link #resume}. */
  int pause() {
    int outer = depth;
    depth = 0;
    release();
    return outer;
  }

  /**
   * Takes the share again.
   *
   * @throws InterruptedException when the thread was interrupted; it has no share then
   */
  void resume(int outer) throws InterruptedException {
    depth = outer;
    if (outer > 0) {
      take();
    }
  }

  private void take() throws InterruptedException {
    if (processor != null) {
      processor.acquire();
      taken.set(true);
    }
  }

  /** Gives the share back, even if the work has not ended. Thread-safe. */
  void release() {
    if (processor != null && taken.compareAndSet(true, false)) {
      processor.release();
    }
  }
}
