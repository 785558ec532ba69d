package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the labels {@code le} and {@code quantile} of a text as Go does. client_java 1.9.0 writes
 * them as Java does and has no option for it, so that a series would have another label value in
 * text than in protobuf. Used for one family by one thread.
 */
final class GoBounds extends OutputStream {
  private static final byte LINE_END = '\n';

  private final OutputStream out;

  /** The text after the name of the label, as Java and as Go write it: {@code 1.0E9"} . */
  private final Map<String, String> goTexts;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private GoBounds(OutputStream out, Map<String, String> goTexts) {
    this.out = out;
    this.goTexts = goTexts;
  }

  /** A stream for the text of a family; the given one where Java and Go agree. */
  static OutputStream in(MetricSnapshot family, OutputStream out) {
    var goTexts = new HashMap<String, String>();
    switch (family) {
      case HistogramSnapshot histogram ->
          histogram.getDataPoints().forEach(point -> add(goTexts, point.getClassicBuckets()));
      case SummarySnapshot summary ->
          summary
              .getDataPoints()
              .forEach(point -> point.getQuantiles().forEach(quantile -> add(goTexts, quantile)));
      default -> {}
    }
    return goTexts.isEmpty() ? out : new GoBounds(out, goTexts);
  }

  private static void add(Map<String, String> goTexts, ClassicHistogramBuckets buckets) {
    for (int i = 0; i < buckets.size(); i++) {
      add(goTexts, "le", buckets.getUpperBound(i));
    }
  }

  private static void add(Map<String, String> goTexts, Quantile quantile) {
    add(goTexts, "quantile", quantile.getQuantile());
  }

  private static void add(Map<String, String> goTexts, String label, double number) {
    if (!Double.isInfinite(number) && !isPlain(number)) {
      goTexts.put(label + "=\"" + number + "\"}", label + "=\"" + GoNumbers.text(number) + "\"}");
    }
  }

  /** True in the range where Java and Go write the same. */
  private static boolean isPlain(double number) {
    double size = Math.abs(number);
    return size == 0 || (size >= 1e-3 && size < 1e6);
  }

  @Override
  public void write(int b) throws IOException {
    line.write(b);
    if (b == LINE_END) {
      endLine();
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    int from = offset;
    for (int i = offset; i < offset + count; i++) {
      if (bytes[i] == LINE_END) {
        line.write(bytes, from, i + 1 - from);
        endLine();
        from = i + 1;
      }
    }
    line.write(bytes, from, offset + count - from);
  }

  /**
   * The label is the last one of its line, and quotes inside values are escaped, so the text from
   * the name of the label to the brace occurs nowhere else.
   */
  private void endLine() throws IOException {
    String text = line.toString(StandardCharsets.ISO_8859_1);
    line.reset();
    int end = text.lastIndexOf("\"}");
    if (!text.startsWith("#") && end > 0) {
      int start = Math.max(text.lastIndexOf(",le=\"", end), text.lastIndexOf("{le=\"", end));
      start = Math.max(start, text.lastIndexOf(",quantile=\"", end));
      start = Math.max(start, text.lastIndexOf("{quantile=\"", end));
      String goText = start < 0 ? null : goTexts.get(text.substring(start + 1, end + 2));
      if (goText != null) {
        text = text.substring(0, start + 1) + goText + text.substring(end + 2);
      }
    }
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
