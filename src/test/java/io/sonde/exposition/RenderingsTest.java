package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept between scrapes, and that nobody can tell. */
class RenderingsTest {
  private static final int LARGE_TEXT = 10 * Rendered.CHUNK;

  private final Compressor compressor = new Compressor();
  private final TextBudget budget = new TextBudget(LARGE_TEXT);
  private final Versions versions = new Versions();
  private final TreeMap<String, MetricSnapshot> exposed = new TreeMap<>();

  /** The families that were written, in their order. */
  private final List<String> written = new ArrayList<>();

  @AfterEach
  void close() {
    compressor.close();
  }

  private Renderings renderings(Format format) {
    return new Renderings(
        format,
        family -> {
          written.add(family.name());
          return family.parts().getFirst();
        },
        compressor,
        budget);
  }

  private void expose(String name, int points, int value) {
    var gauge = GaugeSnapshot.builder().name(name).help("Things.");
    for (int i = 0; i < points; i++) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder().labels(Labels.of("i", "" + i)).value(value).build());
    }
    exposed.put(name, gauge.build());
  }

  private List<Family> families() {
    var families = new ArrayList<Family>();
    exposed.forEach((name, snapshot) -> families.add(versions.of(name, List.of(snapshot))));
    versions.retain(exposed.keySet());
    return families;
  }

  /** Renders all, and checks it against what a writer makes of all at once. */
  private List<Segment> scrape(Renderings renderings, Format format, Coding coding)
      throws IOException {
    written.clear();
    List<Segment> segments = renderings.of(families(), true, coding);
    var rendered = new Rendered(format, coding, segments);
    var out = new ByteArrayOutputStream();
    rendered.writeTo(out);
    assertThat(rendered.length()).isEqualTo(out.size());
    var expected = new ByteArrayOutputStream();
    format.write(MetricSnapshots.of(exposed.values().toArray(MetricSnapshot[]::new)), expected);
    assertThat(plain(out.toByteArray(), coding)).isEqualTo(expected.toByteArray());
    return segments;
  }

  private static byte[] plain(byte[] body, Coding coding) throws IOException {
    return coding == Coding.GZIP
        ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
        : body;
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void whatIsTheSameIsNotWrittenAgain(Format format) throws IOException {
    Renderings renderings = renderings(format);
    expose("a_small", 1, 1);
    expose("b_large", Layout.LARGE, 1);
    expose("c_small", 3, 1);
    for (Coding coding : Coding.values()) {
      scrape(renderings, format, coding);
    }
    assertThat(written).isEmpty();

    expose("c_small", 3, 2);
    scrape(renderings, format, Coding.GZIP);
    assertThat(written).containsExactly("c_small");

    expose("b_large", Layout.LARGE, 2);
    scrape(renderings, format, Coding.IDENTITY);
    assertThat(written).containsExactly("b_large");
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void whateverChangesNothingElseIsWritten(Coding coding) throws IOException {
    Renderings renderings = renderings(Format.TEXT);
    var random = new Random(7);
    for (int i = 0; i < 60; i++) {
      expose(
          "family_%02d".formatted(i), 1 + random.nextInt(random.nextInt(5) == 0 ? 4_000 : 60), 0);
    }
    scrape(renderings, Format.TEXT, coding);
    for (int round = 1; round < 60; round++) {
      var changed = new ArrayList<String>();
      for (String name : List.copyOf(exposed.keySet())) {
        // Some change in each scrape, some often, most seldom.
        int one = name.hashCode() % 3 == 0 ? 1 : name.hashCode() % 5 == 0 ? 3 : 40;
        if (random.nextInt(one) == 0) {
          expose(name, 1 + random.nextInt(60), round);
          changed.add(name);
        }
      }
      if (round % 7 == 0) {
        exposed.remove("family_%02d".formatted(round));
      }
      if (round % 9 == 0) {
        expose("family_%02d_b".formatted(round), 4, round);
        changed.add("family_%02d_b".formatted(round));
      }
      changed.removeIf(name -> !exposed.containsKey(name));

      scrape(renderings, Format.TEXT, round % 4 == 0 ? Coding.GZIP : coding);
      assertThat(written).as("round %d", round).containsExactlyInAnyOrderElementsOf(changed);
    }
  }

  @Test
  void whatStaysIsCompressedOnceWhateverChangesAroundIt() throws IOException {
    Renderings renderings = renderings(Format.TEXT);
    for (int i = 0; i < 100; i++) {
      expose("a_%02d".formatted(i), 20, 0);
      expose("c_%02d".formatted(i), 20, 0);
    }
    List<Segment> before = List.of();
    List<Segment> after = List.of();
    for (int round = 0; round < 4; round++) {
      expose("b_changes", 1, round);
      before = after;
      after = scrape(renderings, Format.TEXT, Coding.GZIP);
    }

    assertThat(after).hasSizeLessThan(10);
    assertThat(after.stream().filter(before::contains)).hasSize(after.size() - 1);
  }

  @Test
  void aLittleBetweenTwoChangesIsNoPackOfItsOwn() throws IOException {
    Renderings renderings = renderings(Format.TEXT);
    List<Segment> segments = List.of();
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 50; i++) {
        expose("a_%02d_changes".formatted(i), 1, round);
        if (round == 0) {
          expose("a_%02d_stays".formatted(i), 1, 0);
        }
      }
      segments = scrape(renderings, Format.TEXT, Coding.IDENTITY);
    }

    assertThat(segments).hasSize(1);
    assertThat(written).hasSize(50).allMatch(name -> name.endsWith("_changes"));
  }

  @Test
  void selectedFamiliesAreTakenFromWhatIsKept() throws IOException {
    Renderings renderings = renderings(Format.TEXT);
    expose("a", 1, 1);
    expose("b", Layout.LARGE, 1);
    expose("c", 1, 1);
    scrape(renderings, Format.TEXT, Coding.IDENTITY);
    List<Family> some = families().stream().filter(one -> !one.name().equals("a")).toList();
    written.clear();

    var out = new ByteArrayOutputStream();
    new Rendered(Format.TEXT, Coding.IDENTITY, renderings.of(some, false, Coding.IDENTITY))
        .writeTo(out);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\nc{").doesNotContain("\na{");
    assertThat(written).isEmpty();
    scrape(renderings, Format.TEXT, Coding.IDENTITY);
    assertThat(written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 5_000})
  void whatIsKeptIsCompressedBeyondABound(int families) throws IOException {
    Renderings renderings = renderings(Format.TEXT);
    for (int i = 0; i < families; i++) {
      expose("a_%04d".formatted(i), 10, 0);
    }
    for (int scrape = 0; scrape < 3; scrape++) {
      List<Segment> segments = scrape(renderings, Format.TEXT, Coding.IDENTITY);

      long plain =
          segments.stream()
              .filter(Segment.Plain.class::isInstance)
              .mapToLong(Segment::length)
              .sum();
      assertThat(plain).isPositive().isLessThanOrEqualTo(Renderings.UNCOMPRESSED);
      assertThat(written).hasSize(scrape == 0 ? families : 0);
    }
  }

  @Test
  void textOfLargeFamiliesIsKeptUncompressedUpToABoundOfAllFormats() throws IOException {
    Renderings text = renderings(Format.TEXT);
    Renderings openmetrics = renderings(Format.OPENMETRICS);
    expose("a_large", 30_000, 0);
    expose("b_large", 30_000, 0);
    List<Segment> segments = scrape(text, Format.TEXT, Coding.IDENTITY);
    assertThat(cached(segments)).isEqualTo(LARGE_TEXT);
    assertThat(cached(scrape(openmetrics, Format.OPENMETRICS, Coding.IDENTITY))).isZero();

    expose("a_large", 20_000, 1);
    List<Segment> others = scrape(text, Format.TEXT, Coding.GZIP);
    assertThat(written).containsExactly("a_large");
    assertThat(cached(segments)).as("replaced").isZero();
    assertThat(cached(others)).isEqualTo(LARGE_TEXT);

    exposed.remove("a_large");
    scrape(text, Format.TEXT, Coding.IDENTITY);
    assertThat(cached(others)).as("gone").isZero();
    assertThat(budget.left()).isEqualTo(LARGE_TEXT);
  }

  private static long cached(List<Segment> segments) {
    return segments.stream()
        .filter(segment -> segment instanceof Segment.Cached cached && cached.text() != null)
        .mapToLong(Segment::length)
        .sum();
  }

  @Test
  void whatIsReplacedWhileItIsSentIsSentToTheEnd() throws IOException {
    Renderings renderings = renderings(Format.TEXT);
    expose("a_large", 10_000, 0);
    List<Segment> segments = scrape(renderings, Format.TEXT, Coding.IDENTITY);
    var whole = new ByteArrayOutputStream();
    new Rendered(Format.TEXT, Coding.IDENTITY, segments).writeTo(whole);
    var sent = new ByteArrayOutputStream();
    var out =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new IllegalStateException("expected whole arrays");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            segments.forEach(segment -> ((Segment.Cached) segment).dropText());
            sent.write(bytes, offset, length);
          }
        };

    new Rendered(Format.TEXT, Coding.IDENTITY, segments).writeTo(out);

    assertThat(sent.toByteArray()).isEqualTo(whole.toByteArray());
  }

  @Test
  void whatIsKeptCompressedIsInflatedThroughOneSmallBuffer() throws IOException {
    budget.take(LARGE_TEXT);
    Renderings renderings = renderings(Format.TEXT);
    expose("a_large", 30_000, 0);
    List<Segment> segments = scrape(renderings, Format.TEXT, Coding.IDENTITY);
    Set<byte[]> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    var out =
        new OutputStream() {
          private long count;

          @Override
          public void write(int b) {
            throw new IllegalStateException("expected whole arrays");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            buffers.add(bytes);
            count += length;
          }
        };

    var rendered = new Rendered(Format.TEXT, Coding.IDENTITY, segments);
    rendered.writeTo(out);

    assertThat(out.count).isEqualTo(rendered.length()).isGreaterThan(20L * Rendered.CHUNK);
    assertThat(buffers)
        .singleElement()
        .satisfies(buffer -> assertThat(buffer).hasSize(Rendered.CHUNK));
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void aFailureLeavesNothingHalfWritten(Coding coding) throws IOException {
    var fail = new AtomicBoolean(true);
    var renderings =
        new Renderings(
            Format.TEXT,
            family -> {
              if (family.name().equals("c_fails") && fail.get()) {
                throw new IllegalStateException("it fails");
              }
              return family.parts().getFirst();
            },
            compressor,
            budget);
    expose("a_small", 3, 0);
    expose("b_large", Layout.LARGE, 0);
    expose("c_fails", 3, 0);
    expose("d_small", 3, 0);
    List<Family> families = families();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> renderings.of(families, true, coding)).hasMessage("it fails");
    }

    fail.set(false);
    scrape(renderings, Format.TEXT, coding);
  }
}
