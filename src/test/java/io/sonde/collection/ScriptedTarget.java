package io.sonde.collection;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A target that does what a test says; what it says can be changed at any time. */
final class ScriptedTarget implements Target {
  final AtomicInteger reads = new AtomicInteger();
  final AtomicInteger readers = new AtomicInteger();
  final CountDownLatch closed = new CountDownLatch(1);
  private final String name;
  private volatile Script script;
  private volatile boolean applies = true;

  ScriptedTarget(String name, Script script) {
    this.name = name;
    this.script = script;
  }

  /** Whether it has what it is asked for. */
  void applies(boolean now) {
    applies = now;
  }

  void now(Script next) {
    script = next;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Query prepare(QueryConfig query, Fields fields) {
    return new Query() {
      @Override
      public boolean applies(Reading reading) {
        return applies;
      }

      @Override
      public int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
        return ScriptedTarget.this.read(reading, sink);
      }
    };
  }

  private int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
    reads.incrementAndGet();
    readers.incrementAndGet();
    try {
      return script.read(reading, sink);
    } finally {
      readers.decrementAndGet();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** One read. */
  interface Script {
    int read(Reading reading, Sink sink) throws ReadException, InterruptedException;
  }

  /** Gives one row: item and n. */
  static Script gives(String item, double n) {
    return (_, sink) -> {
      sink.row(row(item, n));
      return 0;
    };
  }

  static Script fails(ReadException.Reason reason, String message) {
    return (_, _) -> {
      throw new ReadException(reason, message, null);
    };
  }

  static Row row(String item, double n) {
    return Map.<String, Object>of("item", item, "n", n)::get;
  }

  /** A read that neither cancelling nor an interrupt ends, until the test lets it go on. */
  static final class Hung implements Script {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    private final Script then;

    Hung(Script then) {
      this.then = then;
    }

    @Override
    public int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
      reading.onCancel(cancelled::countDown);
      begun.countDown();
      while (release.getCount() > 0) {
        try {
          release.await();
        } catch (InterruptedException e) {
          interrupted.countDown();
        }
      }
      return then.read(reading, sink);
    }
  }

  /** A read that ends when it is cancelled. */
  static final class Cancellable implements Script {
    final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
      var cancelled = new CountDownLatch(1);
      reading.onCancel(cancelled::countDown);
      begun.countDown();
      cancelled.await();
      throw new ReadException(ReadException.Reason.READ, "cancelled by request", null);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("not within 20 s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
