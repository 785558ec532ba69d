package io.sonde.web.answers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AnswerPermitsTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final AtomicLong clock = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() {
    end.countDown();
    threads.shutdownNow();
    threads.close();
  }

  /** Holds a permit until it is cut off; says why. */
  private Future<AnswerPermit.@Nullable Reason> hold(
      AnswerPermits permits, CompletableFuture<AnswerPermit> taken) {
    return threads.submit(() -> {
      try (AnswerPermit permit = permits.enter().orElseThrow()) {
        taken.complete(permit);
        try {
          end.await();
        } catch (InterruptedException _) {
          // cut off
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        return permit.reason();
      }
    });
  }

  private AnswerPermit taken(
      AnswerPermits permits, List<Future<AnswerPermit.@Nullable Reason>> holders) throws Exception {
    var taken = new CompletableFuture<AnswerPermit>();
    holders.add(hold(permits, taken));
    return taken.get();
  }

  @Test
  void thereAreSoManyAndNoMore() throws Exception {
    var permits = new AnswerPermits(2, Duration.ZERO, clock::get);

    AnswerPermit one = permits.enter().orElseThrow();
    AnswerPermit two = permits.enter().orElseThrow();
    assertThat(permits.inUse()).isEqualTo(2);
    assertThat(permits.enter()).isEmpty();
    one.close();
    assertThat(permits.inUse()).isEqualTo(1);
    permits.enter().orElseThrow().close();
    two.close();
    assertThat(permits.inUse()).isZero();
  }

  @Test
  void theirNumberCanChange() throws Exception {
    var permits = new AnswerPermits(1, LONG, System::nanoTime);
    AnswerPermit one = permits.enter().orElseThrow();
    Future<AnswerPermit> other = threads.submit(() -> permits.enter().orElseThrow());
    Await.until(permits::waiting, count -> count == 1);

    permits.limit(2);
    other.get().close();
    permits.limit(1);
    assertThat(permits.inUse()).isEqualTo(1);
    Future<AnswerPermit> third = threads.submit(() -> permits.enter().orElseThrow());
    Await.until(permits::waiting, count -> count == 1);
    one.close();
    third.get().close();
  }

  @Test
  void whoWaitsGetsTheNextOneTheLastToComeFirst() throws Exception {
    var permits = new AnswerPermits(3, LONG, System::nanoTime);
    AnswerPermit held = permits.enter().orElseThrow();
    var others = List.of(permits.enter().orElseThrow(), permits.enter().orElseThrow());
    var order = new CopyOnWriteArrayList<Integer>();
    var waiting = new ArrayList<Future<Boolean>>();
    for (int i = 1; i <= 3; i++) {
      int number = i;
      waiting.add(
          threads.submit(() -> {
            try (var _ = permits.enter().orElseThrow()) {
              return order.add(number);
            }
          }));
      Await.until(permits::waiting, count -> count == number);
    }

    held.close();
    for (Future<Boolean> one : waiting) {
      one.get();
    }

    assertThat(order).containsExactly(3, 2, 1);
    others.forEach(AnswerPermit::close);
    assertThat(permits.inUse()).isZero();
  }

  /** One scraper of an address gets a permit beside any number of another. */
  @Test
  void whoseAddressHasTheFewestPlacesIsServedFirstAndRefusedLast() throws Exception {
    var permits = new AnswerPermits(2, LONG, System::nanoTime);
    AnswerPermit one = permits.enter("crowd").orElseThrow();
    AnswerPermit other = permits.enter("crowd").orElseThrow();
    var lonely =
        threads.submit(() -> {
          try (var permit = permits.enter("lonely").orElseThrow()) {
            return permit.peer();
          }
        });
    Await.until(permits::waiting, count -> count == 1);
    var crowd = new ArrayList<Future<Boolean>>();
    for (int came = 2; came <= 4; came++) {
      long all = came;
      crowd.add(threads.submit(() -> permits.enter("crowd").isPresent()));
      Await.until(() -> permits.waiting() + permits.refused(), count -> count == all);
    }

    one.close();

    assertThat(lonely.get()).isEqualTo("lonely");
    assertThat(permits.refused()).isEqualTo(2);
    other.close();
    for (Future<Boolean> waiter : crowd) {
      waiter.get();
    }
  }

  @Test
  void theOneThatHasStalledForLongestGoesWhenAnotherWaits() throws Exception {
    var permits = new AnswerPermits(3, LONG, clock::get);
    var holders = new ArrayList<Future<AnswerPermit.@Nullable Reason>>();
    AnswerPermit first = taken(permits, holders);
    AnswerPermit second = taken(permits, holders);
    taken(permits, holders); // not yet sending: that is nobody's fault but the target's
    first.progress();
    second.progress();
    clock.addAndGet(AnswerPermits.STALLED.toNanos() - 1);
    first.progress();
    clock.addAndGet(1);

    permits.enter().orElseThrow().close();

    assertThat(holders.get(1).get()).isEqualTo(AnswerPermit.Reason.STALLED);
    assertThat(first.isCutOff()).isFalse();
    assertThat(holders.get(2).isDone()).isFalse();
  }

  @Test
  void progressKeepsAPlace() throws Exception {
    var permits = new AnswerPermits(1, Duration.ZERO, clock::get);
    var holders = new ArrayList<Future<AnswerPermit.@Nullable Reason>>();
    AnswerPermit held = taken(permits, holders);
    for (int i = 0; i < 20; i++) {
      held.progress();
      clock.addAndGet(AnswerPermits.STALLED.toNanos() - 1);
      assertThat(permits.enter()).isEmpty();
    }
    assertThat(held.isCutOff()).isFalse();
  }

  @Test
  void nobodyIsCutOffWhereNobodyWaits() throws Exception {
    var permits = new AnswerPermits(2, Duration.ZERO, clock::get);
    var holders = new ArrayList<Future<AnswerPermit.@Nullable Reason>>();
    AnswerPermit held = taken(permits, holders);
    held.progress();
    clock.addAndGet(AnswerPermits.LONGEST.toNanos() - 1);

    permits.sweep();
    permits.enter().orElseThrow().close();
    assertThat(held.isCutOff()).isFalse();

    clock.addAndGet(1);
    permits.sweep();
    assertThat(holders.getFirst().get()).isEqualTo(AnswerPermit.Reason.TOO_LONG);
  }

  @Test
  void asManyAreCutOffAsWait() throws Exception {
    var permits = new AnswerPermits(4, LONG, clock::get);
    var holders = new ArrayList<Future<AnswerPermit.@Nullable Reason>>();
    var held = new ArrayList<AnswerPermit>();
    for (int i = 0; i < 4; i++) {
      held.add(taken(permits, holders));
      held.getLast().progress();
    }
    clock.addAndGet(AnswerPermits.STALLED.toNanos());
    Callable<Optional<AnswerPermit>> one = () -> permits.enter("another");
    Callable<Optional<AnswerPermit>> two = () -> permits.enter("a third");

    List<Future<Optional<AnswerPermit>>> waiting = threads.invokeAll(List.of(one, two));

    for (Future<Optional<AnswerPermit>> each : waiting) {
      assertThat(each.get()).isPresent();
    }
    assertThat(held.stream().filter(AnswerPermit::isCutOff)).hasSize(2);
  }

  /** Scrapers that do not read would otherwise have a rendering a second for each permit. */
  @Test
  void fewAreCutOffForAnAddressThatHasItsShare() throws Exception {
    var permits = new AnswerPermits(2, LONG, clock::get);
    var holders = new ArrayList<Future<AnswerPermit.@Nullable Reason>>();
    AnswerPermit one = taken(permits, holders);
    AnswerPermit two = taken(permits, holders);
    one.progress();
    two.progress();
    clock.addAndGet(AnswerPermits.STALLED.toNanos());
    assertThat(permits.enter()).isPresent();
    Future<Optional<AnswerPermit>> next = threads.submit(() -> permits.enter());
    Await.until(permits::waiting, count -> count == 1);
    assertThat(one.isCutOff()).isNotEqualTo(two.isCutOff());

    clock.addAndGet(AnswerPermits.BETWEEN.toNanos());

    assertThat(next.get()).isPresent();
    assertThat(one.isCutOff() && two.isCutOff()).isTrue();
  }

  @Test
  void whoIsInterruptedWhileItWaitsLeavesNothingBehind() throws Exception {
    var permits = new AnswerPermits(1, LONG, System::nanoTime);
    AnswerPermit held = permits.enter().orElseThrow();
    var thread = new CompletableFuture<Thread>();
    Future<Optional<AnswerPermit>> waiting =
        threads.submit(() -> {
          thread.complete(Thread.currentThread());
          return permits.enter();
        });
    Await.until(permits::waiting, count -> count == 1);

    requireNonNull(thread.get()).interrupt();

    assertThat(waiting).failsWithin(Duration.ofSeconds(30));
    assertThat(permits.waiting()).isZero();
    held.close();
    assertThat(permits.inUse()).isZero();
  }
}
