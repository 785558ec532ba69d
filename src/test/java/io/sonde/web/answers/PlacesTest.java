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
class PlacesTest {
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

  /** Holds a place until it is cut off; says why. */
  private Future<Place.@Nullable Reason> hold(Places places, CompletableFuture<Place> taken) {
    return threads.submit(() -> {
      try (Place place = places.enter().orElseThrow()) {
        taken.complete(place);
        try {
          end.await();
        } catch (InterruptedException _) {
          // cut off
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        return place.reason();
      }
    });
  }

  private Place taken(Places places, List<Future<Place.@Nullable Reason>> holders)
      throws Exception {
    var taken = new CompletableFuture<Place>();
    holders.add(hold(places, taken));
    return taken.get();
  }

  @Test
  void thereAreSoManyAndNoMore() throws Exception {
    var places = new Places(2, Duration.ZERO, clock::get);

    Place one = places.enter().orElseThrow();
    Place two = places.enter().orElseThrow();
    assertThat(places.inUse()).isEqualTo(2);
    assertThat(places.enter()).isEmpty();
    one.close();
    assertThat(places.inUse()).isEqualTo(1);
    places.enter().orElseThrow().close();
    two.close();
    assertThat(places.inUse()).isZero();
  }

  @Test
  void theirNumberCanChange() throws Exception {
    var places = new Places(1, LONG, System::nanoTime);
    Place one = places.enter().orElseThrow();
    Future<Place> other = threads.submit(() -> places.enter().orElseThrow());
    Await.until(places::waiting, count -> count == 1);

    places.limit(2);
    other.get().close();
    places.limit(1);
    assertThat(places.inUse()).isEqualTo(1);
    Future<Place> third = threads.submit(() -> places.enter().orElseThrow());
    Await.until(places::waiting, count -> count == 1);
    one.close();
    third.get().close();
  }

  @Test
  void whoWaitsGetsTheNextOneTheLastToComeFirst() throws Exception {
    var places = new Places(3, LONG, System::nanoTime);
    Place held = places.enter().orElseThrow();
    var others = List.of(places.enter().orElseThrow(), places.enter().orElseThrow());
    var order = new CopyOnWriteArrayList<Integer>();
    var waiting = new ArrayList<Future<Boolean>>();
    for (int i = 1; i <= 3; i++) {
      int number = i;
      waiting.add(
          threads.submit(() -> {
            try (var _ = places.enter().orElseThrow()) {
              return order.add(number);
            }
          }));
      Await.until(places::waiting, count -> count == number);
    }

    held.close();
    for (Future<Boolean> one : waiting) {
      one.get();
    }

    assertThat(order).containsExactly(3, 2, 1);
    others.forEach(Place::close);
    assertThat(places.inUse()).isZero();
  }

  /** One scraper of an address finds its place beside any number of another. */
  @Test
  void whoseAddressHasTheFewestPlacesIsServedFirstAndRefusedLast() throws Exception {
    var places = new Places(2, LONG, System::nanoTime);
    Place one = places.enter("crowd").orElseThrow();
    Place other = places.enter("crowd").orElseThrow();
    var lonely =
        threads.submit(() -> {
          try (var place = places.enter("lonely").orElseThrow()) {
            return place.peer();
          }
        });
    Await.until(places::waiting, count -> count == 1);
    var crowd = new ArrayList<Future<Boolean>>();
    for (int came = 2; came <= 4; came++) {
      long all = came;
      crowd.add(threads.submit(() -> places.enter("crowd").isPresent()));
      Await.until(() -> places.waiting() + places.refused(), count -> count == all);
    }

    one.close();

    assertThat(lonely.get()).isEqualTo("lonely");
    assertThat(places.refused()).isEqualTo(2);
    other.close();
    for (Future<Boolean> waiter : crowd) {
      waiter.get();
    }
  }

  @Test
  void theOneThatHasStalledForLongestGoesWhenAnotherWaits() throws Exception {
    var places = new Places(3, LONG, clock::get);
    var holders = new ArrayList<Future<Place.@Nullable Reason>>();
    Place first = taken(places, holders);
    Place second = taken(places, holders);
    taken(places, holders); // not yet sending: that is nobody's fault but the target's
    first.progress();
    second.progress();
    clock.addAndGet(Places.STALLED.toNanos() - 1);
    first.progress();
    clock.addAndGet(1);

    places.enter().orElseThrow().close();

    assertThat(holders.get(1).get()).isEqualTo(Place.Reason.STALLED);
    assertThat(first.isCutOff()).isFalse();
    assertThat(holders.get(2).isDone()).isFalse();
  }

  @Test
  void progressKeepsAPlace() throws Exception {
    var places = new Places(1, Duration.ZERO, clock::get);
    var holders = new ArrayList<Future<Place.@Nullable Reason>>();
    Place held = taken(places, holders);
    for (int i = 0; i < 20; i++) {
      held.progress();
      clock.addAndGet(Places.STALLED.toNanos() - 1);
      assertThat(places.enter()).isEmpty();
    }
    assertThat(held.isCutOff()).isFalse();
  }

  @Test
  void nobodyIsCutOffWhereNobodyWaits() throws Exception {
    var places = new Places(2, Duration.ZERO, clock::get);
    var holders = new ArrayList<Future<Place.@Nullable Reason>>();
    Place held = taken(places, holders);
    held.progress();
    clock.addAndGet(Places.LONGEST.toNanos() - 1);

    places.sweep();
    places.enter().orElseThrow().close();
    assertThat(held.isCutOff()).isFalse();

    clock.addAndGet(1);
    places.sweep();
    assertThat(holders.getFirst().get()).isEqualTo(Place.Reason.TOO_LONG);
  }

  @Test
  void asManyAreCutOffAsWait() throws Exception {
    var places = new Places(4, LONG, clock::get);
    var holders = new ArrayList<Future<Place.@Nullable Reason>>();
    var held = new ArrayList<Place>();
    for (int i = 0; i < 4; i++) {
      held.add(taken(places, holders));
      held.getLast().progress();
    }
    clock.addAndGet(Places.STALLED.toNanos());
    Callable<Optional<Place>> enter = places::enter;

    List<Future<Optional<Place>>> waiting = threads.invokeAll(List.of(enter, enter));

    for (Future<Optional<Place>> one : waiting) {
      assertThat(one.get()).isPresent();
    }
    assertThat(held.stream().filter(Place::isCutOff)).hasSize(2);
  }

  @Test
  void whoIsInterruptedWhileItWaitsLeavesNothingBehind() throws Exception {
    var places = new Places(1, LONG, System::nanoTime);
    Place held = places.enter().orElseThrow();
    var thread = new CompletableFuture<Thread>();
    Future<Optional<Place>> waiting =
        threads.submit(() -> {
          thread.complete(Thread.currentThread());
          return places.enter();
        });
    Await.until(places::waiting, count -> count == 1);

    requireNonNull(thread.get()).interrupt();

    assertThat(waiting).failsWithin(Duration.ofSeconds(30));
    assertThat(places.waiting()).isZero();
    held.close();
    assertThat(places.inUse()).isZero();
  }
}
