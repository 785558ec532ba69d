package io.sonde.target;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
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
  private final long bound;
  private final boolean truncates;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  private BoundedBody(long bound, boolean truncates) {
    this.bound = bound;
    this.truncates = truncates;
  }

  /** A body that is wanted whole; it fails with {@link TooLarge} beyond the bound. */
  static BoundedBody whole(long bound) {
    return new BoundedBody(bound, false);
  }

  /** A body that only has to be out of the way of the next answer. */
  static BoundedBody truncated(long bound) {
    return new BoundedBody(bound, true);
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
      if (part.remaining() > bound - bytes.size()) {
        exceeded();
        return;
      }
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
    }
  }

  private void exceeded() {
    if (subscription != null) {
      subscription.cancel();
    }
    if (truncates) {
      body.complete(bytes.toByteArray());
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
    body.complete(bytes.toByteArray());
  }

  /** A body that is larger than its bound. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(long bound) {
      super("the answer is larger than %,d bytes".formatted(bound));
    }
  }
}
