package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.fails;
import static io.sonde.collection.ScriptedTarget.gives;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.helidon.metrics.api.MetricsFactory;
import io.sonde.collection.ScriptedTarget.Cancellable;
import io.sonde.collection.ScriptedTarget.Script;
import io.sonde.collection.run.Resources;
import io.sonde.collection.schedule.SystemTimer;
import io.sonde.config.CollectorConfig;
import io.sonde.metrics.Instruments;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.testing.Await;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real clock: what 1,000 collections, good and bad, leave behind. */
class LeakTest {
  private static final String NAME = "leaking-" + LeakTest.class.hashCode();

  @TempDir private Path folder;
  private final AtomicInteger dumps = new AtomicInteger();

  @Test
  void thousandCollectionsLeaveNoThread() throws Exception {
    List<Script> scripts =
        List.of(
            gives("a", 1),
            fails(Reason.CONNECT, "refused"),
            fails(Reason.READ, "broken"),
            new Cancellable(),
            (_, _) -> {
              // Does not hear that it is cancelled.
              new CountDownLatch(1).await();
              return 0;
            },
            (_, _) -> new long[Integer.MAX_VALUE].length,
            gives("b", 2),
            gives("c", 3));
    var targets = new ArrayList<TargetConfig>();
    for (int n = 0; n < 100; n++) {
      targets.add(new JdbcConfig("t" + n, "jdbc:none", null, null, Map.of()));
    }
    var names = targets.stream().map(TargetConfig::name).toArray(String[]::new);
    CollectorConfig collector =
        Lab.config(NAME, Duration.ofHours(1), Duration.ofMillis(20), Duration.ofHours(1), names);
    var before = timers();
    var timer = new SystemTimer();
    var reads = new AtomicInteger();
    try (var collections =
        new CollectionSet(
            targets,
            List.of(collector),
            config ->
                new ScriptedTarget(
                    config.name(),
                    (reading, sink) ->
                        scripts.get(reads.getAndIncrement() % scripts.size()).read(reading, sink)),
            new Instruments(MetricsFactory.getInstance().globalRegistry()),
            Resources.of(timer),
            null)) {
      for (int round = 0; round < 10; round++) {
        collections.all().forEach(TargetCollection::turn);
        for (var collection : collections.all()) {
          assertThat(collection.awaitEnd(Duration.ofSeconds(20))).isTrue();
        }
      }
      assertThat(reads).hasValue(1_000);
      assertThat(collections.ready()).isTrue();
    }
    // A thread that has told its end may still be on its way to it.
    Await.until(this::dump, lines -> lines.stream().noneMatch(line -> line.contains(NAME)));
    for (var thread : timers()) {
      if (!before.contains(thread)) {
        assertThat(thread.join(Duration.ofSeconds(20))).as("the timer's thread ended").isTrue();
      }
    }
  }

  @Test
  void dumpWouldShowAThread() throws Exception {
    var release = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var thread =
        Thread.ofVirtual()
            .name("sonde: " + NAME)
            .start(() -> {
              begun.countDown();
              ScriptedTarget.await(release);
            });
    begun.await();
    assertThat(dump()).anyMatch(line -> line.contains(NAME));
    release.countDown();
    thread.join();
  }

  private static Set<Thread> timers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("sonde-timer"))
        .collect(Collectors.toSet());
  }

  /** All threads, virtual ones, too. */
  private List<String> dump() throws IOException {
    var file = folder.resolve("dump" + dumps.incrementAndGet());
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
    return Files.readAllLines(file);
  }
}
