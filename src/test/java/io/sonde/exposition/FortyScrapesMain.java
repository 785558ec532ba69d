package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.exposition.Exposition.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Renders and sends forty scrapes of 100,000 series at once. All of them have sent their first
 * bytes before any of them sends more. Prints the length of each kind of answer.
 */
final class FortyScrapesMain {
  private static final int SCRAPES = 40;
  private static final int SERIES = 100_000;

  private FortyScrapesMain() {}

  public static void main(String[] args) throws Exception {
    MetricSnapshots snapshots = snapshots();
    var all = new CyclicBarrier(SCRAPES);
    var answers = new ArrayList<Future<String>>();
    try (var exposition = new Exposition(List.of(new Source("series", () -> snapshots)));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SCRAPES; i++) {
        Format format = i % 4 < 2 ? Format.TEXT : Format.OPENMETRICS;
        Coding coding = i % 2 == 0 ? Coding.IDENTITY : Coding.GZIP;
        answers.add(threads.submit(scrape(exposition, format, coding, all)));
      }
      var kinds = new TreeSet<String>();
      for (Future<String> answer : answers) {
        kinds.add(answer.get());
      }
      kinds.forEach(System.out::println);
    }
  }

  private static Callable<String> scrape(
      Exposition exposition, Format format, Coding coding, CyclicBarrier all) {
    return () -> {
      Rendered rendered = exposition.render(format, coding, Set.of());
      var sent = new Sent(all);
      rendered.writeTo(sent);
      if (sent.count != rendered.length()) {
        throw new IOException("expected " + rendered.length() + " bytes, found " + sent.count);
      }
      return format.label() + " " + coding.label() + " " + sent.count;
    };
  }

  private static MetricSnapshots snapshots() {
    var gauge = GaugeSnapshot.builder().name("myapp_thing").help("Things.");
    for (int i = 0; i < SERIES; i++) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("id", "thing-" + i, "target", "orders"))
              .value(i / 2.0)
              .build());
    }
    return MetricSnapshots.of(gauge.build());
  }

  /** Counts bytes. The first write waits until all scrapes have come so far. */
  private static final class Sent extends OutputStream {
    private final CyclicBarrier all;
    private long count;

    Sent(CyclicBarrier all) {
      this.all = all;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (count == 0) {
        try {
          all.await();
        } catch (Exception e) {
          throw new IOException("not all scrapes came so far", e);
        }
      }
      count += length;
    }
  }
}
