package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.http.config.HttpQueryConfig;
import io.sonde.targets.http.format.Format;
import io.sonde.testing.RawServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not one JSON document. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpFormatsTest {
  private static final Format PROMETHEUS = new Format.Prometheus(".*");

  private static List<String> rows(String type, String body, Format format, String... fields)
      throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> wire.answer("200 OK", type, body.getBytes(UTF_8)));
        HttpTarget target = target(server.url()).build()) {
      List<String> rows = read(target, get("/", format), fields);
      assertThat(server.lastRequest().headers()).containsEntry("accept", format.accept());
      return rows;
    }
  }

  private static void refused(String type, String body, Format format, String problem) {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> rows(type, body, format, "n"))
        .withMessageEndingWith(problem)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.READ))
        .satisfies(e -> assertThat(e.status()).isEqualTo(200));
  }

  @Test
  void ndjson() throws Exception {
    String lines = "{\"n\": 1}\n{\"n\": 2}\n\n{\"m\": 3}";
    assertThat(rows("text/plain", lines, new Format.Ndjson("$"), "n"))
        .containsExactly("1", "2", "null");
    assertThat(rows("application/x-ndjson", lines, new Format.ByContentType("$"), "n")).hasSize(3);
    assertThat(rows("text/plain", "[1,2]\n[3]\n", new Format.Ndjson("$[*]"), "$"))
        .containsExactly("1", "2", "3");
    refused(
        "text/plain",
        "{\"n\": 1}\n{\"n\": ",
        new Format.Ndjson("$"),
        "not JSON at line 2, column 7: expected more input, found the end");
  }

  @Test
  void csv() throws Exception {
    String text = "name,n,\"a, b\",\r\nx,1,\"say \"\"hi\"\"\",\r\n\r\n\"l\n2\",,,\n";
    assertThat(rows("text/csv", text, new Format.Csv(','), "name", "n", "a, b", "none"))
        .containsExactly("x,1,say \"hi\",null", "l\n2,null,null,null");
    assertThat(rows("text/csv; header=present", "n\n5\n", new Format.ByContentType("$"), "n"))
        .containsExactly("5");
    assertThat(
            rows("text/tab-separated-values", "a\tn\n1\t2\n", new Format.ByContentType("$"), "n"))
        .containsExactly("2");
    assertThat(rows("text/plain", "\uFEFFa;n\n1;2,5\n", new Format.Csv(';'), "a", "n"))
        .containsExactly("1,2,5");
    assertThat(rows("text/csv", "a,n\n", new Format.Csv(','), "n")).isEmpty();
  }

  @Test
  void csvThatIsNone() {
    Format csv = new Format.Csv(',');
    refused(
        "text/csv",
        "",
        csv,
        "line 1: expected a line with the names of the columns, found the end");
    refused("text/csv", "a,n\n1\n", csv, "not CSV at line 2: expected 2 values, found 1");
    refused("text/csv", "a,n\n1,2\n1,2,3\n", csv, "not CSV at line 3: expected 2 values, found 3");
    refused("text/csv", "n,n\n1,2\n", csv, "expected each column once, found one twice, column 2");
    refused("text/html", "<p>", csv, "expected CSV, found text/html");
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> rows("text/csv", "a,n\n1,\"hunter2", csv, "n"))
        .withMessageContaining("expected values whose quotes match")
        .withMessageNotContaining("hunter2");
  }

  @Test
  void text() throws Exception {
    String status = "up 3 days\nload: 0.5\ncpu0: 12 %\ncpu1: 7 %\n";
    Format cpus = new Format.Text("^cpu(?<cpu>\\d+): (?<busy>\\d+)( (?<unit>%))?$");
    assertThat(rows("text/plain", status, cpus, "cpu", "busy", "unit"))
        .containsExactly("0,12,%", "1,7,%");
    assertThat(rows("text/html", "<b>5</b>", new Format.Text("<b>(?P<n>.*?)</b>"), "n"))
        .as("a page may be what is wanted")
        .containsExactly("5");
    assertThat(rows("text/plain", "", new Format.Text("(?<n>a)"), "n")).isEmpty();
  }

  @Test
  void aPatternThatWouldBacktrackForEverEnds() throws Exception {
    String evil = "a".repeat(50_000) + "!";
    assertThat(rows("text/plain", evil, new Format.Text("^(?<n>(a+)+)$"), "n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(?<n>x[^y]*y|x)", "(?<n>(x?){400}y)"})
  void aPatternIsBoundedInTime(String pattern) throws Exception {
    String text = "x".repeat(2_000_000);
    try (RawServer server =
            RawServer.start(
                (request, wire) -> wire.answer("200 OK", "text/plain", text.getBytes(UTF_8)));
        HttpTarget target = target(server.url()).build()) {
      HttpQueryConfig query = get("/", new Format.Text(pattern));
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, query, Reading.within(Duration.ofMillis(500)), "n"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
    }
  }

  @Test
  void prometheus() throws Exception {
    String text =
        """
        # HELP jobs_total Jobs.
        # TYPE jobs_total counter
        jobs_total{state="done",path="C:\\\\dir\\n\\"x\\"",} 1027 1395066363000

        # a comment
          up 1
        {"with.dots",a = "b"} +Inf
        broken NaN
        tiny{} -1.5e-3
        """;
    assertThat(
            rows(
                "text/plain; version=0.0.4",
                text,
                PROMETHEUS,
                "$name",
                "$value",
                "$type",
                "$timestamp",
                "state"))
        .containsExactly(
            "jobs_total,1027.0,counter,1.395066363E9,done",
            "up,1.0,null,null,null",
            "with.dots,Infinity,null,null,null",
            "broken,NaN,null,null,null",
            "tiny,-0.0015,null,null,null");
    assertThat(rows("text/plain", text, new Format.Prometheus("jobs_.*"), "path"))
        .containsExactly("C:\\dir\n\"x\"");
    assertThat(rows("text/plain; version=0.0.4", text, new Format.ByContentType("$"), "up"))
        .as("a sample has its value under its name too")
        .containsExactly("null", "1.0", "null", "null", "null");
  }

  @Test
  void openMetrics() throws Exception {
    String text =
        """
        # TYPE a counter
        a_total 5 1.5 # {trace_id="x"} 0.67 1.4
        # EOF
        """;
    String type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assertThat(rows(type, text, PROMETHEUS, "$name", "$value", "$type", "$timestamp"))
        .containsExactly("a_total,5.0,counter,1.5");
    refused(
        type,
        "# TYPE a counter\na_total 5\n",
        PROMETHEUS,
        "not an exposition at line 2: expected # EOF at the end of OpenMetrics, found none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "up              | a value",
        "up one          | a value",
        "up 1d           | a value",
        "up 1 now        | a timestamp",
        "up 1 2 3        | the end of the line",
        "1up 1           | a name",
        "up{a} 1         | '=' after a label",
        "up{a=b} 1       | a text in double quotes",
        "up{a=\"b} 1     | the end of a text in double quotes",
        "up{a=\"b\" 1    | ',' or '}' after a label",
        "{a=\"b\"} 1     | a name",
        "{\"up\": 1}     | ',' or '}' after a label",
      })
  void whatIsNoExposition(String line, String expected) {
    refused(
        "text/plain",
        "# fine\n" + line,
        PROMETHEUS,
        "not an exposition at line 2: expected " + expected);
  }

  @Test
  void whatIsExplainedHasTheNamesOfItsFields() throws Exception {
    Map<Format, String> bodies = new LinkedHashMap<>();
    bodies.put(new Format.Json("$.l[*]"), "{\"l\": [{\"a\": {\"b\": 1}, \"c d\": [{\"e\": 2}]}]}");
    bodies.put(new Format.Csv(','), "a,b\n1,2\n");
    bodies.put(PROMETHEUS, "up{a=\"b\"} 1\n");
    List<String> names = new ArrayList<>();
    for (var body : bodies.entrySet()) {
      try (RawServer server =
              RawServer.start((request, wire) ->
                  wire.answer("200 OK", "text/plain", body.getValue().getBytes(UTF_8)));
          HttpTarget target = target(server.url()).build()) {
        var _ =
            target
                .prepare(get("/", body.getKey()), Fields.all())
                .read(
                    Reading.within(HttpReads.LONG),
                    row -> {
                      for (String name : row.names()) {
                        names.add(name + "=" + row.field(name));
                      }
                    });
      }
    }
    assertThat(names)
        .containsExactly(
            "$key=0",
            "a.b=1",
            "$['c d'].length()=1",
            "$['c d'][0].e=2",
            "a=1",
            "b=2",
            "$name=up",
            "$value=1.0",
            "$type=null",
            "a=b");
  }

  @Test
  void parametersAreEscapedForTheirPlaceAndAreFields() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> wire.json("{\"n\": 1, \"tenant\": \"hidden\"}"));
        HttpTarget target = target(server.url()).build()) {
      HttpQueryConfig query =
          new HttpQueryConfig(
              "POST",
              "/t/{tenant}?q={tenant}&other={none}".replace("{none}", "x"),
              "{\"t\": \"{tenant}\", \"o\": {}}",
              Map.of("X-Tenant", "of {tenant}"),
              new Format.ByContentType("$"),
              null,
              List.of(Map.of("tenant", "a/b \"c\""), Map.of("tenant", "d")));
      assertThat(read(target, query, "tenant", "n")).containsExactly("a/b \"c\",1", "d,1");
      var first = server.requests().getFirst();
      assertThat(first.path()).isEqualTo("/t/a%2Fb%20%22c%22?q=a%2Fb%20%22c%22&other=x");
      assertThat(first.body()).isEqualTo("{\"t\": \"a/b \\\"c\\\"\", \"o\": {}}");
      assertThat(first.headers()).containsEntry("x-tenant", "of a/b \"c\"");
    }
  }
}
