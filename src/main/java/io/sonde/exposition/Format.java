package io.sonde.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;

/** The formats that Prometheus reads. */
public enum Format {
  /** Prometheus' text, version 0.0.4: what everybody understands. */
  TEXT("text", "text/plain; version=0.0.4; charset=utf-8"),

  /** OpenMetrics 1.0.0; it ends with {@code # EOF}. */
  OPENMETRICS("openmetrics", "application/openmetrics-text; version=1.0.0; charset=utf-8"),

  /** Families as messages of {@code io.prometheus.client}, each after its length. */
  PROTOBUF(
      "protobuf",
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited");

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

  /** The value of the header {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  /**
   * Writes as it goes: no copy of the whole is made. It does not close the stream.
   *
   * @throws IOException when the stream does
   */
  public void write(MetricSnapshots snapshots, OutputStream out) throws IOException {
    writer().write(out, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
  }

  /**
   * Writes a part of an exposition that is not the last.
   *
   * @throws IOException when the stream does
   */
  void writePart(MetricSnapshots snapshots, OutputStream out) throws IOException {
    if (this == OPENMETRICS) {
      write(snapshots, new WithoutEnd(out));
    } else {
      write(snapshots, out);
    }
  }

  private ExpositionFormatWriter writer() {
    return switch (this) {
      case TEXT -> PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();
      case OPENMETRICS ->
          OpenMetricsTextFormatWriter.builder().setCreatedTimestampsEnabled(false).build();
      case PROTOBUF -> new PrometheusProtobufWriter();
    };
  }

  /** Keeps back the {@code # EOF} that a whole exposition ends with. */
  private static final class WithoutEnd extends OutputStream {
    private static final int END = "# EOF\n".length();

    private final OutputStream out;
    private final byte[] last = new byte[END];
    private int held;

    WithoutEnd(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      int fromLast = Math.min(held, Math.max(0, held + count - END));
      out.write(last, 0, fromLast);
      held -= fromLast;
      System.arraycopy(last, fromLast, last, 0, held);
      int through = Math.max(0, count - END);
      out.write(bytes, offset, through);
      System.arraycopy(bytes, offset + through, last, held, count - through);
      held += count - through;
    }
  }
}
