package io.sonde.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The formats that Prometheus reads. */
public enum Format {
  /** Prometheus' text format, version 0.0.4; the default. */
  TEXT("text", "text/plain; version=0.0.4; charset=utf-8"),

  /** OpenMetrics 1.0.0; it ends with {@code # EOF}. */
  OPENMETRICS("openmetrics", "application/openmetrics-text; version=1.0.0; charset=utf-8"),

  /**
   * Protocol buffers: one {@code io.prometheus.client.MetricFamily} for each family, each preceded
   * by its length.
   */
  PROTOBUF(
      "protobuf",
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited");

  private static final EscapingScheme SCHEME = EscapingScheme.UNDERSCORE_ESCAPING;

  private final String label;
  private final String contentType;

  Format(String label, String contentType) {
    this.label = label;
    this.contentType = contentType;
  }

  /** The label value in {@code sonde_scrapes_total}. */
  public String label() {
    return label;
  }

  /** The labels of all formats. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Format::label).toList();
  }

  /** The value of the header {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  /**
   * Writes a whole exposition to a stream, without a copy in memory. It does not close the stream.
   *
   * @throws IOException when the stream does
   */
  public void write(MetricSnapshots snapshots, OutputStream out) throws IOException {
    for (MetricSnapshot family : snapshots) {
      writeFamily(family, out);
    }
    out.write(end());
  }

  /**
   * Writes one family. Call it on a platform thread: on a virtual thread {@link
   * java.io.BufferedWriter} (JDK 25.0.3) starts with a buffer of 512 characters and grows it step
   * by step, which takes ten times as long.
   *
   * @throws IOException when the stream does
   */
  void writeFamily(MetricSnapshot family, OutputStream out) throws IOException {
    switch (this) {
      case TEXT ->
          PrometheusTextFormatWriter.builder()
              .setIncludeCreatedTimestamps(false)
              .build()
              .write(GoBounds.in(family, out), MetricSnapshots.of(family), SCHEME);
      case OPENMETRICS ->
          OpenMetricsTextFormatWriter.builder()
              .setCreatedTimestampsEnabled(false)
              .build()
              .write(
                  new WithoutEnd(GoBounds.in(family, out), end().length),
                  MetricSnapshots.of(OpenMetricsRules.apply(family)),
                  SCHEME);
      case PROTOBUF ->
          new PrometheusProtobufWriter().write(out, MetricSnapshots.of(family), SCHEME);
    }
  }

  /** What follows the last family. */
  byte[] end() {
    return this == OPENMETRICS ? "# EOF\n".getBytes(StandardCharsets.US_ASCII) : new byte[0];
  }

  /** A comment line; empty in a format without comments. */
  byte[] comment(String text) {
    String line = "# " + text.replace('\n', ' ') + "\n";
    return this == TEXT ? line.getBytes(StandardCharsets.UTF_8) : new byte[0];
  }

  /** Passes on everything but the last bytes: the end that a writer adds after each family. */
  private static final class WithoutEnd extends OutputStream {
    private final OutputStream out;
    private final byte[] last;
    private int held;

    WithoutEnd(OutputStream out, int length) {
      this.out = out;
      this.last = new byte[length];
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      int fromLast = Math.min(held, Math.max(0, held + count - last.length));
      out.write(last, 0, fromLast);
      held -= fromLast;
      System.arraycopy(last, fromLast, last, 0, held);
      int through = Math.max(0, count - last.length);
      out.write(bytes, offset, through);
      System.arraycopy(bytes, offset + through, last, held, count - through);
      held += count - through;
    }
  }
}
