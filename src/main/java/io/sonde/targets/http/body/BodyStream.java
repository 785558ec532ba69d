package io.sonde.targets.http.body;

import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer, received only as fast as it is read: at most one buffer of the JDK's
 * client (16 kB) waits.
 *
 * <p>Reading waits until the deadline of the read, and gives back the share of the processor while
 * it waits. {@link #close()} closes the connection when a part of the body is unread. To be read by
 * one thread; any thread may {@linkplain #cancel() cancel}.
 */
public final class BodyStream extends InputStream implements BodySubscriber<BodyStream> {
  private final Reading reading;
  private final ByteLimit wire;
  private final CompletableFuture<BodyStream> opened = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final Queue<ByteBuffer> parts = new ArrayDeque<>();
  private Flow.@Nullable Subscription subscription;
  private @Nullable Throwable failure;
  private boolean complete;
  private boolean cancelled;

  // Used by the reading thread only.
  private final CRC32C checksum = new CRC32C();
  private long length;
  private ByteBuffer part = ByteBuffer.allocate(0);

  /**
   * @param wire the maximum number of bytes
   */
  public BodyStream(Reading reading, ByteLimit wire) {
    this.reading = reading;
    this.wire = wire;
  }

  /** An empty body. */
  public static BodyStream empty(Reading reading) {
    BodyStream empty = new BodyStream(reading, ByteLimit.ofWire(0));
    empty.onComplete();
    return empty;
  }

  // Called by the HTTP client.

  @Override
  public CompletionStage<BodyStream> getBody() {
    return opened;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    lock.lock();
    try {
      this.subscription = subscription;
    } finally {
      lock.unlock();
    }
    subscription.request(1);
    opened.complete(this);
  }

  @Override
  public void onNext(List<ByteBuffer> next) {
    lock.lock();
    try {
      parts.addAll(next);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onError(Throwable error) {
    lock.lock();
    try {
      failure = error;
      changed.signal();
    } finally {
      lock.unlock();
    }
    opened.complete(this);
  }

  @Override
  public void onComplete() {
    lock.lock();
    try {
      complete = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    opened.complete(this);
  }

  // Called by the reading thread.

  @Override
  public int read() throws IOException {
    return prepare() ? part.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!prepare()) {
      return -1;
    }
    int count = Math.min(length, part.remaining());
    part.get(bytes, offset, count);
    return count;
  }

  /** True when there is another byte, false at the end; waits for it. */
  private boolean prepare() throws IOException {
    while (!part.hasRemaining()) {
      ByteBuffer next = poll();
      if (next == null && !await()) {
        return false;
      } else if (next != null) {
        wire.take(next.remaining());
        length += next.remaining();
        checksum.update(next.duplicate());
        part = next;
      }
    }
    return true;
  }

  private @Nullable ByteBuffer poll() throws BodyException {
    lock.lock();
    try {
      if (cancelled) {
        throw new BodyException(Reason.TIMEOUT, "cancelled", null);
      }
      return parts.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Requests the next bytes and waits for them; false at the end. */
  private boolean await() throws IOException {
    try (var _ = reading.waiting()) {
      lock.lockInterruptibly();
      try {
        if (subscription != null && !complete && failure == null) {
          subscription.request(1);
        }
        while (parts.isEmpty() && !complete && failure == null && !cancelled) {
          if (changed.awaitNanos(reading.nanosLeft()) <= 0 && reading.isOver()) {
            throw new BodyException(Reason.TIMEOUT, "not answered in time", null);
          }
        }
        if (!parts.isEmpty() || cancelled) {
          return true;
        }
        if (failure != null) {
          throw failure instanceof IOException io ? io : new IOException(failure);
        }
        return false;
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  /** A checksum of the bytes that were read. */
  public long hash() {
    return checksum.getValue() << 31 ^ length;
  }

  /** True when it was read to its end, so that the connection can be reused. */
  public boolean isComplete() {
    lock.lock();
    try {
      return complete && parts.isEmpty() && !part.hasRemaining();
    } finally {
      lock.unlock();
    }
  }

  /** Discards unread bytes, and wakes a waiting reader. */
  public void cancel() {
    Flow.Subscription ending;
    lock.lock();
    try {
      ending = complete ? null : subscription;
      cancelled = true;
      parts.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (ending != null) {
      ending.cancel();
    }
  }

  @Override
  public void close() {
    cancel();
  }
}
