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
 * The body of one answer as it comes over the wire, taken no faster than it is read: at most one
 * piece of the JDK's client (16 kB) waits.
 *
 * <p>Reading waits as long as the read has time, and gives the share of the processor back
 * meanwhile. What is left unread is given up by {@link #close()}, which closes the connection. To
 * be read by one thread; any thread may {@linkplain #cancel() cancel}.
 */
public final class BodyStream extends InputStream implements BodySubscriber<BodyStream> {
  private final Reading reading;
  private final Allowance wire;
  private final CompletableFuture<BodyStream> opened = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final Queue<ByteBuffer> parts = new ArrayDeque<>();
  private Flow.@Nullable Subscription subscription;
  private @Nullable Throwable failure;
  private boolean complete;
  private boolean cancelled;

  // Of the reading thread.
  private final CRC32C checksum = new CRC32C();
  private long length;
  private ByteBuffer part = ByteBuffer.allocate(0);

  /**
   * @param wire the bytes that may come
   */
  public BodyStream(Reading reading, Allowance wire) {
    this.reading = reading;
    this.wire = wire;
  }

  /** A body without a byte. */
  public static BodyStream empty(Reading reading) {
    BodyStream empty = new BodyStream(reading, Allowance.ofWire(0));
    empty.onComplete();
    return empty;
  }

  // What the client calls.

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

  // What the reading thread calls.

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

  /** True when there is a byte to read, false at the end. */
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

  /** Asks for more and waits until it is there; false at the end. */
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

  /** A checksum of what was read. */
  public long hash() {
    return checksum.getValue() << 31 ^ length;
  }

  /** True when it was read to its end, so that the connection can be used again. */
  public boolean isWhole() {
    lock.lock();
    try {
      return complete && parts.isEmpty() && !part.hasRemaining();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what has not been read yet, and wakes whoever waits for it. */
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
