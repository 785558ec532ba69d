package io.sonde.collection;

import static io.sonde.collection.ScriptedTarget.await;
import static io.sonde.collection.ScriptedTarget.fails;
import static io.sonde.collection.ScriptedTarget.gives;
import static io.sonde.collection.ScriptedTarget.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.ScriptedTarget.Cancellable;
import io.sonde.collection.ScriptedTarget.Hung;
import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import io.sonde.targets.jdbc.JdbcConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CollectionSetTest {
  private final Lab lab = new Lab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void collectionsThatFeedOneMetricAreOneFamily() {
    lab.target("one", gives("a", 1));
    lab.target("two", gives("a", 2));
    lab.collector("c", "one", "two").collector("d", "two");
    lab.turn("c", "one");
    lab.turn("c", "two");

    assertThat(Lab.text(lab.collections().latest()).replace(lab.name("c"), "c"))
        .contains(
            """
            # HELP value value.
            # TYPE value gauge
            value{item="a",target="one"} 1.0
            value{item="a",target="two"} 2.0
            """);
    assertThat(lab.exposed("sonde_collection_up"))
        .containsExactlyInAnyOrder(
            "sonde_collection_up{collector=\"c\",target=\"one\"} 1.0",
            "sonde_collection_up{collector=\"c\",target=\"two\"} 1.0",
            "sonde_collection_up{collector=\"d\",target=\"two\"} 0.0");
  }

  @Test
  void knowsItsCollectionsByName() {
    lab.target("one", gives("a", 1));
    lab.target("two", gives("a", 2));
    lab.collector("c", "one", "two").collector("d", "two");

    var collections = lab.collections();
    assertThat(collections.all())
        .extracting(c -> c.collector() + " " + c.target())
        .containsExactly(lab.name("c") + " one", lab.name("c") + " two", lab.name("d") + " two");
    assertThat(collections.find(lab.name("d"), "one")).isEmpty();
    assertThat(collections.find("nobody", "one")).isEmpty();
  }

  @Test
  void targetThatIsNotConfiguredIsRefused() {
    lab.collector("c", "nowhere");
    assertThatThrownBy(lab::collections)
        .hasMessage("targets: expected one that is configured, found nowhere");
  }

  @Test
  void samplesAndTheirUpAreOfTheSameRun() {
    var db = lab.target("db", fails(Reason.READ, "not yet"));
    lab.collector("c", "db");
    lab.turn("c", "db");
    db.now(gives("a", 1));
    var asked = new AtomicInteger();

    var text =
        Lab.text(
            lab.collections()
                .latest(one -> {
                  var state = one.results().latest();
                  asked.incrementAndGet();
                  lab.turn("c", "db"); // succeeds between this look and the next
                  return state;
                }));

    assertThat(asked).hasValue(1);
    assertThat(text.replace(lab.name("c"), "c"))
        .contains(
            "sonde_collection_up{collector=\"c\",target=\"db\"} 0.0\n",
            "sonde_collection_samples{collector=\"c\",target=\"db\"} 0.0\n",
            "sonde_collection_last_success_timestamp_seconds{collector=\"c\",target=\"db\"} 0.0\n")
        .doesNotContain("value{");
    assertThat(lab.exposed("sonde_collection_up"))
        .containsExactly("sonde_collection_up{collector=\"c\",target=\"db\"} 1.0");
    assertThat(lab.exposed("value")).hasSize(1);
  }

  @Test
  void scrapesSeeWholeCollectionsOnly() throws Exception {
    int rows = 100;
    var round = new AtomicInteger();
    lab.target(
        "db",
        (_, sink) -> {
          int n = round.incrementAndGet();
          if (n % 500 == 0) {
            fails(Reason.READ, "now and then").read(Reading.within(Duration.ofMinutes(1)), sink);
          }
          for (int item = 0; item < rows; item++) {
            sink.row(row("item" + item, n));
          }
          return 0;
        });
    lab.collector("c", "db");
    lab.turn("c", "db");
    var done = new AtomicBoolean();
    Callable<Integer> scraper =
        () -> {
          int scrapes = 0;
          while (!done.get() || scrapes < 10) {
            var values = values(lab.collections().latest());
            assertThat(values).hasSize(rows);
            assertThat(values.stream().distinct()).hasSize(1);
            scrapes++;
          }
          return scrapes;
        };
    try (var scrapers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> scrapes =
          List.of(scrapers.submit(scraper), scrapers.submit(scraper), scrapers.submit(scraper));
      try {
        for (int n = 0; n < 2_000; n++) {
          lab.turn("c", "db");
        }
      } finally {
        done.set(true);
      }
      for (var scrape : scrapes) {
        assertThat(scrape.get()).isGreaterThanOrEqualTo(10);
      }
    }
    assertThat(round).hasValue(2_001);
  }

  private static List<Double> values(List<MetricSnapshot> snapshots) {
    return snapshots.stream()
        .filter(snapshot -> snapshot.getMetadata().getName().equals("value"))
        .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
        .map(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .toList();
  }

  @Test
  @Timeout(20)
  void closesInTheMiddleOfRuns() throws Exception {
    var hung = new Hung(gives("late", 1));
    var cancellable = new Cancellable();
    var parsing = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var targets = new ArrayList<ScriptedTarget>();
    targets.add(lab.target("hung", hung));
    targets.add(lab.target("slow", cancellable));
    targets.add(
        lab.target(
            "deaf",
            (_, _) -> {
              parsing.countDown();
              try {
                new CountDownLatch(1).await();
                return 0;
              } finally {
                interrupted.countDown();
              }
            }));
    lab.collector("c", "hung", "slow", "deaf").collector("waits", "hung");
    var demanded = new Hung(gives("probe", 1));
    targets.add(lab.target("demanded", demanded));
    lab.collector("p", "demanded");
    for (var name : List.of("hung", "slow", "deaf")) {
      lab.collection("c", name).turn();
    }
    await(hung.begun);
    await(cancellable.begun);
    await(parsing);
    lab.collection("waits", "hung").turn();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var probe = executor.submit(() -> lab.collection("p", "demanded").collect());
      await(demanded.begun);

      lab.collections().close();

      assertThat(probe.get().orElseThrow().message()).isEqualTo("given up, since Sonde is closing");
      assertThat(lab.collection("p", "demanded").collect()).as("nothing begins").isEmpty();
      demanded.release.countDown();
    }
    await(interrupted);
    await(hung.interrupted);
    targets.forEach(target -> await(target.closed));
    lab.await("c", "slow");
    lab.await("c", "deaf");
    lab.await("waits", "hung");
    assertThat(hung.release.getCount()).as("it was left behind").isEqualTo(1);
    assertThat(targets.getFirst().readers).hasValue(1);
    assertThat(lab.runs("c", "slow") + lab.runs("c", "hung") + lab.runs("waits", "hung")).isZero();
    hung.release.countDown();
    lab.await("c", "hung");
    assertThat(lab.exposed("value")).isEmpty();
  }

  @Test
  @Timeout(20)
  void targetThatDoesNotCloseIsLeftBehind() {
    var never = new CountDownLatch(1);
    var closing = new CountDownLatch(1);
    var target =
        new ClosingTarget(() -> {
          closing.countDown();
          await(never);
        });
    lab.add(target, new JdbcConfig(target.name(), "jdbc:none", null, null, Map.of()));
    lab.collections().close();
    await(closing);
    never.countDown();
  }

  private record ClosingTarget(Runnable closing) implements Target {
    @Override
    public String name() {
      return "closing";
    }

    @Override
    public Query prepare(QueryConfig query, Fields fields) {
      return this::read;
    }

    private int read(Reading reading, Sink sink) {
      return 0;
    }

    @Override
    public void close() {
      closing.run();
    }
  }

  @Test
  void countersGoOnThroughAReloadAndThoseOfWhatIsGoneDisappear() {
    lab.target("db", fails(Reason.READ, "no such table"));
    lab.collector("c", "db").collector("d", "db");
    lab.turn("c", "db");
    lab.turn("d", "db");
    assertThat(lab.seriesOfCollector("d")).isEqualTo(8);

    lab.reload(Lab.config(lab.name("c"), Lab.EVERY.plusSeconds(1), Lab.TIMEOUT, Lab.KEEP, "db"));
    lab.turn("c", "db");

    assertThat(lab.exposed("sonde_collection_failures_total"))
        .containsExactly("sonde_collection_failures_total{collector=\"c\",target=\"db\"} 2.0");
    assertThat(lab.exposed("sonde_collection_interval_seconds"))
        .containsExactly("sonde_collection_interval_seconds{collector=\"c\"} 11.0");
    assertThat(lab.failures("c", "db", "read")).isEqualTo(2);
    assertThat(lab.seriesOfCollector("d")).isZero();
  }

  @Test
  void fortyTargetsAndTwoCollectorsHaveSevenSeriesEach() {
    var names = new String[40];
    for (int n = 0; n < names.length; n++) {
      names[n] = "t" + n;
      lab.target(names[n], n % 2 == 0 ? gives("a", 1) : fails(Reason.READ, "no"));
    }
    lab.collector("c", names).collector("d", names);
    for (String name : names) {
      lab.turn("c", name);
      lab.turn("d", name);
    }

    var own = lab.exposed("sonde_");
    assertThat(own).hasSize(40 * 2 * 7 + 40 + 2 * 2);
    assertThat(own)
        .filteredOn(line -> line.contains("{collector=\"c\",target=\"t7\"}"))
        .extracting(line -> line.substring(0, line.indexOf('{')))
        .containsExactly(
            "sonde_collection_failures_total",
            "sonde_collection_last_duration_seconds",
            "sonde_collection_last_success_timestamp_seconds",
            "sonde_collection_runs_total",
            "sonde_collection_samples",
            "sonde_collection_unmatched_metrics",
            "sonde_collection_up");
    assertThat(own).contains("sonde_target_info{address=\"jdbc\",kind=\"jdbc\",target=\"t7\"} 1");
  }
}
