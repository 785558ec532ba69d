package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.generated.Metrics;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.sonde.testing.Samples;
import io.sonde.testing.Tools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

// The canonical name of the generated classes has the version of protobuf in it.
@SuppressWarnings("NonCanonicalType")
class FormatTest {
  /** Prints what Prometheus' Python client reads, one sample a line. */
  private static final String PARSE =
      """
      import importlib, sys
      parser = importlib.import_module('prometheus_client.' + sys.argv[1])
      text = sys.stdin.buffer.read().decode('utf-8')
      for family in parser.text_string_to_metric_families(text):
          for s in family.samples:
              labels = ','.join(k + '=' + v for k, v in sorted(s.labels.items()))
              print(family.type, s.name, ascii(labels), float(s.value))
      """;

  private static final String SAMPLES =
      """
      gauge demo_queue_depth 'queue=q0' -2.5
      gauge demo_queue_depth 'queue=q1' nan
      gauge demo_queue_depth 'queue=q2' inf
      gauge demo_queue_depth 'queue=q3' -inf
      gauge demo_queue_depth 'queue=q4' 1e-09
      counter demo_requests_total 'path=/,unit=' 0.0
      counter demo_requests_total 'path=C:\\\\temp "quoted"\\nand more,unit=\\xe9\\u2603' 1000000000000000.0
      summary demo_response_seconds 'quantile=0.5' 0.25
      summary demo_response_seconds 'quantile=0.99' 1.5
      summary demo_response_seconds_count '' 4.0
      summary demo_response_seconds_sum '' 2.5
      gauge jvm_info 'version=25' 1.0
      histogram latency_seconds_bucket 'le=0.1,target=orders-db' 2.0
      histogram latency_seconds_bucket 'le=0.5,target=orders-db' 2.0
      histogram latency_seconds_bucket 'le=+Inf,target=orders-db' 3.0
      histogram latency_seconds_count 'target=orders-db' 3.0
      histogram latency_seconds_sum 'target=orders-db' 1.75
      """;

  private static byte[] bytes(Format format, MetricSnapshots snapshots) throws IOException {
    var out = new ByteArrayOutputStream();
    format.write(snapshots, out);
    return out.toByteArray();
  }

  private static String text(Format format) throws IOException {
    return new String(bytes(format, Samples.ofEveryType()), StandardCharsets.UTF_8);
  }

  private static String readByPython(String parser, Format format) throws IOException {
    var result =
        Tools.run(
            List.of(Tools.pythonWithPrometheusClient(), "-c", PARSE, parser),
            bytes(format, Samples.ofEveryType()));
    assertThat(result.errors()).isEmpty();
    assertThat(result.exit()).isZero();
    return result.output();
  }

  @Test
  void textIsWritten() throws IOException {
    assertThat(text(Format.TEXT))
        .isEqualTo(
            """
            # HELP demo_queue_depth Messages.
            # TYPE demo_queue_depth gauge
            demo_queue_depth{queue="q0"} -2.5
            demo_queue_depth{queue="q1"} NaN
            demo_queue_depth{queue="q2"} +Inf
            demo_queue_depth{queue="q3"} -Inf
            demo_queue_depth{queue="q4"} 1.0E-9
            # HELP demo_requests_total Requests, with a \\\\ and\\na line end.
            # TYPE demo_requests_total counter
            demo_requests_total{path="/",unit=""} 0.0
            demo_requests_total{path="C:\\\\temp \\"quoted\\"\\nand more",unit="é☃"} 1.0E15
            # HELP demo_response_seconds Responses.
            # TYPE demo_response_seconds summary
            demo_response_seconds{quantile="0.5"} 0.25
            demo_response_seconds{quantile="0.99"} 1.5
            demo_response_seconds_count 4
            demo_response_seconds_sum 2.5
            # HELP jvm_info The JVM.
            # TYPE jvm_info gauge
            jvm_info{version="25"} 1
            # HELP latency_seconds Latency.
            # TYPE latency_seconds histogram
            latency_seconds_bucket{target="orders-db",le="0.1"} 2
            latency_seconds_bucket{target="orders-db",le="0.5"} 2
            latency_seconds_bucket{target="orders-db",le="+Inf"} 3
            latency_seconds_count{target="orders-db"} 3
            latency_seconds_sum{target="orders-db"} 1.75
            """);
  }

  @Test
  void openMetricsIsWritten() throws IOException {
    assertThat(text(Format.OPENMETRICS))
        .isEqualTo(
            """
            # TYPE demo_queue_depth gauge
            # HELP demo_queue_depth Messages.
            demo_queue_depth{queue="q0"} -2.5
            demo_queue_depth{queue="q1"} NaN
            demo_queue_depth{queue="q2"} +Inf
            demo_queue_depth{queue="q3"} -Inf
            demo_queue_depth{queue="q4"} 1.0E-9
            # TYPE demo_requests counter
            # HELP demo_requests Requests, with a \\\\ and\\na line end.
            demo_requests_total{path="/",unit=""} 0.0
            demo_requests_total{path="C:\\\\temp \\"quoted\\"\\nand more",unit="é☃"} 1.0E15
            # TYPE demo_response_seconds summary
            # HELP demo_response_seconds Responses.
            demo_response_seconds{quantile="0.5"} 0.25
            demo_response_seconds{quantile="0.99"} 1.5
            demo_response_seconds_count 4
            demo_response_seconds_sum 2.5
            # TYPE jvm info
            # HELP jvm The JVM.
            jvm_info{version="25"} 1
            # TYPE latency_seconds histogram
            # HELP latency_seconds Latency.
            latency_seconds_bucket{target="orders-db",le="0.1"} 2
            latency_seconds_bucket{target="orders-db",le="0.5"} 2
            latency_seconds_bucket{target="orders-db",le="+Inf"} 3
            latency_seconds_count{target="orders-db"} 3
            latency_seconds_sum{target="orders-db"} 1.75
            # EOF
            """);
  }

  @Test
  void pythonReadsText() throws IOException {
    assertThat(readByPython("parser", Format.TEXT)).isEqualTo(SAMPLES);
  }

  @Test
  void pythonReadsOpenMetrics() throws IOException {
    assertThat(readByPython("openmetrics.parser", Format.OPENMETRICS))
        .isEqualTo(SAMPLES.replace("gauge jvm_info", "info jvm_info"));
  }

  @Test
  void promtoolHasNothingToSay() throws IOException {
    var result =
        Tools.run(
            List.of(Tools.promtool(), "check", "metrics"),
            bytes(Format.TEXT, Samples.ofEveryType()));

    assertThat(result.output() + result.errors()).isEmpty();
    assertThat(result.exit()).isZero();
  }

  @Test
  void protobufIsReadByTheGeneratedClasses() throws IOException {
    var families = new ArrayList<Metrics.MetricFamily>();
    var in = new ByteArrayInputStream(bytes(Format.PROTOBUF, Samples.ofEveryType()));
    for (var f = Metrics.MetricFamily.parseDelimitedFrom(in); f != null; ) {
      families.add(f);
      f = Metrics.MetricFamily.parseDelimitedFrom(in);
    }

    assertThat(families.stream().map(f -> f.getName() + " " + f.getType()))
        .containsExactly(
            "demo_queue_depth GAUGE",
            "demo_requests_total COUNTER",
            "demo_response_seconds SUMMARY",
            "jvm_info GAUGE",
            "latency_seconds HISTOGRAM");
    Metrics.Metric request = families.get(1).getMetric(1);
    assertThat(request.getLabel(0).getValue()).isEqualTo("C:\\temp \"quoted\"\nand more");
    assertThat(request.getLabel(1).getValue()).isEqualTo("é☃");
    assertThat(request.getCounter().getValue()).isEqualTo(1e15);
    assertThat(families.get(1).getHelp()).isEqualTo("Requests, with a \\ and\na line end.");
    var histogram = families.get(4).getMetric(0).getHistogram();
    assertThat(histogram.getSampleCount()).isEqualTo(3);
    assertThat(histogram.getSampleSum()).isEqualTo(1.75);
    assertThat(
            histogram.getBucketList().stream()
                .map(b -> b.getUpperBound() + ":" + b.getCumulativeCount()))
        .containsExactly("0.1:2", "0.5:2", "Infinity:3");
    assertThat(families.get(0).getType()).isEqualTo(Metrics.MetricType.GAUGE);
    assertThat(families.get(0).getMetricList().stream().map(m -> m.getGauge().getValue()))
        .containsExactly(
            -2.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-9);
  }

  @Test
  void openMetricsHasNoSumOfNativeBucketsBelowZero() throws IOException {
    var histogram =
        Histogram.builder(PrometheusProperties.builder().build())
            .name("spread")
            .help("Spread.")
            .nativeOnly()
            .withoutExemplars()
            .build();
    histogram.observe(5);
    assertThat(bytes(Format.OPENMETRICS, MetricSnapshots.of(histogram.collect())))
        .asString()
        .contains("spread_sum 5.0\n");
    histogram.observe(-1);
    assertThat(bytes(Format.OPENMETRICS, MetricSnapshots.of(histogram.collect())))
        .asString()
        .contains("spread_bucket{le=\"+Inf\"} 2\n")
        .doesNotContain("spread_sum");
    assertThat(bytes(Format.TEXT, MetricSnapshots.of(histogram.collect())))
        .asString()
        .contains("spread_sum 4.0\n");
  }

  /** Bounds and quantiles in the ranges where Java and Go write numbers differently. */
  private static MetricSnapshots extremes() {
    Labels labels = Labels.of("path", "a,le=\"1.0E9\"}");
    var wide =
        HistogramDataPointSnapshot.builder()
            .labels(labels)
            .classicHistogramBuckets(
                ClassicHistogramBuckets.of(
                    List.of(
                        1e-9,
                        2.5e-4,
                        0.001,
                        999999.0,
                        1e6,
                        1234567.0,
                        1e9,
                        Double.POSITIVE_INFINITY),
                    List.of(1L, 0L, 0L, 0L, 0L, 0L, 1L, 0L)))
            .sum(9e8)
            .build();
    var below =
        HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(
                ClassicHistogramBuckets.of(
                    List.of(-1e7, 0.0, Double.POSITIVE_INFINITY), List.of(1L, 0L, 1L)))
            .sum(5)
            .build();
    var observed =
        HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(
                ClassicHistogramBuckets.of(
                    List.of(1.0, 2.0, Double.POSITIVE_INFINITY), List.of(1L, 0L, 1L)))
            .sum(-3)
            .build();
    var quantiles =
        SummaryDataPointSnapshot.builder()
            .count(4)
            .sum(2)
            .quantiles(
                Quantiles.of(
                    new Quantile(1e-5, -2),
                    new Quantile(0.5, 0),
                    new Quantile(0.99999, Double.NaN)))
            .build();
    return MetricSnapshots.of(
        new HistogramSnapshot(new MetricMetadata("below", "B."), List.of(below)),
        new HistogramSnapshot(new MetricMetadata("observed", "O."), List.of(observed)),
        new SummarySnapshot(new MetricMetadata("quantiles", "Q."), List.of(quantiles)),
        new HistogramSnapshot(new MetricMetadata("wide", "W."), List.of(wide)));
  }

  @Test
  void boundsAreWrittenAsGoWritesThem() throws IOException {
    String path = "path=\"a,le=\\\"1.0E9\\\"}\"";
    for (Format format : List.of(Format.TEXT, Format.OPENMETRICS)) {
      assertThat(bytes(format, extremes()))
          .asString()
          .contains(
              "wide_bucket{" + path + ",le=\"1e-09\"} 1\n",
              "wide_bucket{" + path + ",le=\"0.00025\"} 1\n",
              "wide_bucket{" + path + ",le=\"0.001\"} 1\n",
              "wide_bucket{" + path + ",le=\"999999.0\"} 1\n",
              "wide_bucket{" + path + ",le=\"1e+06\"} 1\n",
              "wide_bucket{" + path + ",le=\"1.234567e+06\"} 1\n",
              "wide_bucket{" + path + ",le=\"1e+09\"} 2\n",
              "wide_bucket{" + path + ",le=\"+Inf\"} 2\n",
              "below_bucket{le=\"-1e+07\"} 1\n",
              "quantiles{quantile=\"0.5\"} 0.0\n",
              "quantiles{quantile=\"0.99999\"} NaN\n");
    }
    assertThat(bytes(Format.TEXT, extremes()))
        .asString()
        .contains("quantiles{quantile=\"1e-05\"} -2.0\n");
  }

  @Test
  void openMetricsHasNoSumAndNoQuantileBelowZeroAndAStrictParserReadsIt() throws IOException {
    byte[] text = bytes(Format.OPENMETRICS, extremes());
    assertThat(text)
        .asString()
        .contains("wide_sum{", "below_bucket{le=\"+Inf\"} 2\n", "quantiles_count 4\n")
        .doesNotContain("below_sum", "observed_sum", "quantiles_sum", "1e-05");
    assertThat(bytes(Format.TEXT, extremes()))
        .asString()
        .contains("below_sum 5.0\n", "observed_sum -3.0\n", "quantiles_sum 2.0\n");
    var read =
        Tools.run(
            List.of(Tools.pythonWithPrometheusClient(), "-c", PARSE, "openmetrics.parser"), text);
    assertThat(read.errors()).isEmpty();
    assertThat(read.output()).contains("histogram wide_bucket").contains("summary quantiles");
  }

  @Test
  void anEmptyExpositionIsWhole() throws IOException {
    assertThat(bytes(Format.TEXT, new MetricSnapshots())).isEmpty();
    assertThat(bytes(Format.OPENMETRICS, new MetricSnapshots())).asString().isEqualTo("# EOF\n");
    assertThat(bytes(Format.PROTOBUF, new MetricSnapshots())).isEmpty();
  }
}
