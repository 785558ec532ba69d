package io.sonde.exposition;

import io.sonde.exposition.AcceptHeader.Range;
import java.util.List;

/**
 * Chooses format and coding by the headers of a request.
 *
 * <p>The format with the highest quality is chosen; among equal ones the first. {@code *}{@code /*}
 * and {@code text/*} mean the text format; the other two must be requested by name. A client that
 * accepts none of the three gets the text format, never a 406.
 */
public final class Negotiation {
  private Negotiation() {}

  /**
   * The format for a header {@code Accept}.
   *
   * @param accept the header {@code Accept}, its lines joined by commas; empty when there is none
   */
  public static Format format(String accept) {
    List<Range> ranges = AcceptHeader.parse(accept);
    Format best = Format.TEXT;
    Preference most = new Preference(0, false, 0);
    for (Format format : Format.values()) {
      Preference preference = preference(format, ranges);
      if (preference.beats(most)) {
        best = format;
        most = preference;
      }
    }
    return best;
  }

  /**
   * Gzip when it is accepted, with a quality that is not lower than that of {@code identity}.
   *
   * @param acceptEncoding the header {@code Accept-Encoding}, its lines joined by commas
   */
  public static Coding coding(String acceptEncoding) {
    List<Range> ranges = AcceptHeader.parse(acceptEncoding);
    double gzip = quality(ranges, "gzip", quality(ranges, "x-gzip", quality(ranges, "*", 0)));
    return gzip > 0 && gzip >= quality(ranges, "identity", 0) ? Coding.GZIP : Coding.IDENTITY;
  }

  private static double quality(List<Range> ranges, String name, double otherwise) {
    return ranges.stream()
        .filter(range -> range.name().equals(name))
        .mapToDouble(Range::quality)
        .max()
        .orElse(otherwise);
  }

  /** A range that names the format has priority over a wildcard. */
  private static Preference preference(Format format, List<Range> ranges) {
    Preference named = new Preference(0, false, 0);
    Preference covered = named;
    boolean isNamed = false;
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      var preference = new Preference(range.quality(), names(range, format), i);
      if (preference.named()) {
        isNamed = true;
        named = preference.beats(named) ? preference : named;
      } else if (covers(range, format)) {
        covered = preference.beats(covered) ? preference : covered;
      }
    }
    return isNamed ? named : covered;
  }

  private static boolean names(Range range, Format format) {
    String version = range.parameters().getOrDefault("version", "");
    return switch (format) {
      // Version 1.0.0 differs in quoted names only, which Sonde never has.
      case TEXT ->
          range.name().equals("text/plain") && List.of("", "0.0.4", "1.0.0").contains(version);
      // Older Prometheus servers ask for the draft 0.0.1 and read 1.0.0.
      case OPENMETRICS ->
          range.name().equals("application/openmetrics-text")
              && List.of("", "0.0.1", "1.0.0").contains(version);
      case PROTOBUF ->
          range.name().equals("application/vnd.google.protobuf")
              && "io.prometheus.client.MetricFamily".equals(range.parameters().get("proto"))
              && "delimited".equals(range.parameters().get("encoding"));
    };
  }

  private static boolean covers(Range range, Format format) {
    return format == Format.TEXT && (range.name().equals("*/*") || range.name().equals("text/*"));
  }

  /**
   * The preference of a client for a format.
   *
   * @param named true when a range names the format
   * @param position of the range in the header
   */
  private record Preference(double quality, boolean named, int position) {
    boolean beats(Preference other) {
      if (quality != other.quality) {
        return quality > other.quality;
      }
      return quality > 0 && (named != other.named ? named : position < other.position);
    }
  }
}
