package io.sonde.targets.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of one answer into memory, as it came over the wire, and no more than its bound.
 *
 * <p>Beyond the bound it hangs up, and fails, or gives what it has when that is all that is wanted.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
  private static final int SOME = 8 * 1024;

  /** A server that only promises a large body gets no memory for it. */
  private static final int MOST_AT_ONCE = 1024 * 1024;

  private final long bound;
  private final boolean truncates;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final long expected;
  private byte[] bytes;
  private int size;
  private Flow.@Nullable Subscription subscription;

  private BoundedBody(long bound, boolean truncates, ResponseInfo answer) {
    this.bound = bound;
    this.truncates = truncates;
    this.expected = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
    long first = expected < 0 ? SOME : Math.min(expected, MOST_AT_ONCE);
    this.bytes = new byte[(int) Math.min(bound, first)];
  }

  /** A body that is wanted whole; it fails with {@link TooLarge} beyond the bound. */
  static BoundedBody whole(long bound, ResponseInfo answer) {
    return new BoundedBody(bound, false, answer);
  }

  /** A body that only has to be out of the way of the next answer. */
  static BoundedBody truncated(long bound, ResponseInfo answer) {
    return new BoundedBody(bound, true, answer);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      if (body.isDone()) {
        return;
      }
      int more = part.remaining();
      if (more > bound - size) {
        exceeded();
        return;
      }
      if (more > bytes.length - size) {
        bytes = Arrays.copyOf(bytes, grown(size + more));
      }
      part.get(bytes, size, more);
      size += more;
    }
  }

  /** Twice as large, but not larger than what is to come. */
  private int grown(int least) {
    long most = least <= expected ? Math.min(expected, bound) : bound;
    return (int) Math.min(most, Math.max(least, 2L * size));
  }

  private byte[] taken() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  private void exceeded() {
    if (subscription != null) {
      subscription.cancel();
    }
    if (truncates) {
      body.complete(taken());
    } else {
      body.completeExceptionally(new TooLarge(bound));
    }
  }

  @Override
  public void onError(Throwable error) {
    body.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    body.complete(taken());
  }

  /** A body that is larger than its bound. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(long bound) {
      super(String.format(Locale.ROOT, "the answer is larger than %,d bytes", bound));
    }
  }
}
