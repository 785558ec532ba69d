package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
  private static final String PROTO = "application/vnd.google.protobuf";
  private static final String FAMILY = "proto=io.prometheus.client.MetricFamily";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // Nothing said, anything, and what browsers and tools send.
        "~~                                                                 | TEXT",
        "*/*                                                                | TEXT",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8    | TEXT",
        "text/*                                                             | TEXT",
        "application/*                                                      | TEXT",
        "application/json                                                   | TEXT",
        "text/plain                                                         | TEXT",
        "text/plain; version=0.0.4                                          | TEXT",
        "text/plain;version=1.0.0;escaping=allow-utf-8                      | TEXT",
        // OpenMetrics, by version.
        "application/openmetrics-text                                       | OPENMETRICS",
        "application/openmetrics-text; version=1.0.0                        | OPENMETRICS",
        "application/openmetrics-text; version=\"1.0.0\"; charset=utf-8     | OPENMETRICS",
        "application/openmetrics-text;version=0.0.1                         | OPENMETRICS",
        "APPLICATION/OpenMetrics-Text;VERSION=1.0.0                         | OPENMETRICS",
        "application/openmetrics-text;version=2.0.0                         | TEXT",
        "application/openmetrics-text;version=2.0.0,*/*;q=0.1               | TEXT",
        // Protobuf, only in the one shape that Prometheus reads.
        "{proto};{family};encoding=delimited                                | PROTOBUF",
        "{proto}; {family}; encoding=\"delimited\"                          | PROTOBUF",
        "{proto};{family};encoding=text                                     | TEXT",
        "{proto};{family};encoding=compact-text                             | TEXT",
        "{proto};{family}                                                   | TEXT",
        "{proto};encoding=delimited                                         | TEXT",
        "{proto};proto=io.prometheus.client.Other;encoding=delimited        | TEXT",
        "{proto}                                                            | TEXT",
        // Qualities; among equals the first, and a name before a wildcard.
        "text/plain;q=0.5,application/openmetrics-text;q=0.7                | OPENMETRICS",
        "text/plain;q=0.7,application/openmetrics-text;q=0.5                | TEXT",
        "text/plain,application/openmetrics-text                            | TEXT",
        "application/openmetrics-text,text/plain                            | OPENMETRICS",
        "*/*,application/openmetrics-text                                   | OPENMETRICS",
        "*/*,application/openmetrics-text;q=0.999                           | TEXT",
        "*/*;q=0.8,text/plain;q=0.1,application/openmetrics-text;q=0.5      | OPENMETRICS",
        "application/openmetrics-text;q=0                                   | TEXT",
        "application/openmetrics-text;q=0.000,*/*;q=0                       | TEXT",
        "text/plain;q=0,application/openmetrics-text;q=0.1                  | OPENMETRICS",
        "text/plain;q=0                                                     | TEXT",
        "*/*;q=0                                                            | TEXT",
        // Prometheus 2.5, 2.42, 3 with and without protobuf.
        "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
            + " | OPENMETRICS",
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
            + " | OPENMETRICS",
        "{proto};{family};encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
            + " | PROTOBUF",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;"
            + "escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | OPENMETRICS",
        "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.4"
            + " | TEXT",
        // Malformed ranges are left out, the others count.
        "application/openmetrics-text;q=2                                   | TEXT",
        "application/openmetrics-text;q=-1                                  | TEXT",
        "application/openmetrics-text;q=                                    | TEXT",
        "application/openmetrics-text;q=high,text/plain;q=0.1               | TEXT",
        "application/openmetrics-text;version                               | TEXT",
        "application/openmetrics-text;q=0.5;                                | TEXT",
        "appli cation/openmetrics-text                                      | TEXT",
        ",,;;==,application/openmetrics-text,                               | OPENMETRICS",
        "text/plain;x=\",application/openmetrics-text                       | TEXT",
        "text/plain;q=0.2;x=\"a,b;c\\\"d\",application/openmetrics-text     | OPENMETRICS",
        "\"                                                                 | TEXT",
        "\\                                                                 | TEXT",
      })
  void theFormat(String accept, Format expected) {
    String header = accept.replace("{proto}", PROTO).replace("{family}", FAMILY);

    assertThat(Negotiation.format(header)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "x-gzip",
        "gzip, deflate, br",
        "deflate, gzip;q=1.0, *;q=0.5",
        "*",
        "gzip;q=0.5",
        "gzip;q=0.5, identity;q=0.5",
        "gzip;q=0.001,identity;q=0",
        "identity;q=0.1,*",
      })
  void gzip(String acceptEncoding) {
    assertThat(Negotiation.coding(acceptEncoding)).isEqualTo(Coding.GZIP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "deflate, br",
        "gzip;q=0",
        "gzip;q=0.000",
        "gzip;q=0, *",
        "*;q=0",
        "gzip;q=0.5, identity",
        "gzip;q=nonsense",
        "gzipped",
      })
  void noGzip(String acceptEncoding) {
    assertThat(Negotiation.coding(acceptEncoding)).isEqualTo(Coding.IDENTITY);
  }
}
