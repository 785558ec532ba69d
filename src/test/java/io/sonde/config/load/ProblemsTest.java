package io.sonde.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sonde.Kinds;
import io.sonde.testing.Settings;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad configurations, and beside each the exact problems. */
class ProblemsTest {
  @TempDir Path folder;

  static Arguments row(String what, String yaml, String... problems) {
    return Arguments.of(what, yaml, List.of(problems));
  }

  /** A configuration around one metric of a collector. */
  static String metric(String metric) {
    return """
    targets: [{name: t, jdbc: {url: "jdbc:h2:mem:t"}}]
    collectors:
      - name: c
        targets: [t]
        sql: SELECT 1 AS n
        metrics:
          - %s
    """
        .formatted(metric);
  }

  /** A configuration around the keys of one collector. */
  static String collector(String keys) {
    return """
    targets: [{name: t, jdbc: {url: "jdbc:h2:mem:t"}}, {name: w, http: {url: "http://w"}}]
    collectors:
      - {name: x, targets: [t], sql: S, metrics: [{name: x, type: gauge, help: X., value: n}]}
      - {name: y, targets: [w], get: /, metrics: [{name: y, type: gauge, help: Y., value: n}]}
      - metrics: [{name: z, type: gauge, help: Z., value: n}]
    """
        + keys.indent(4);
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        row(
            "no YAML",
            "a: b: c\n",
            "sonde.yaml:1:5: expected YAML, mapping values are not allowed here"),
        row("no map", "- a\n", "sonde.yaml:1:1: expected a map of keys, found a list"),
        row(
            "two documents",
            "prefix: a\n---\nprefix: b\n",
            "sonde.yaml:2:1: expected one YAML document, found another"),
        row(
            "an alias without end",
            "log: &a {level: *a}\n",
            "sonde.yaml:1:17 log.level: expected an alias to another value, found one to a value"
                + " that contains it"),
        row(
            "a duplicate key",
            "prefix: a\nprefix: b\n",
            "sonde.yaml:2:1 prefix: expected each key once, found it at sonde.yaml:1:1 too"),
        row(
            "an unknown key",
            "simulation: {pth: /}\n",
            "sonde.yaml:1:14 simulation.pth: expected one of buckets, enabled, error-rate, "
                + "max-delay, max-in-flight, path, found 'pth'"),
        row(
            "an unknown top key",
            "colectors: []\n",
            "sonde.yaml:1:1 colectors: expected one of collectors, discover, exposition, health,"
                + " include, log, metrics, prefix, reload, server, simulation, targets, web-config,"
                + " found 'colectors'"),
        row(
            "a prefix in capitals",
            "prefix: MyApp\n",
            "sonde.yaml:1:9 prefix: expected lower case letters, digits and single underscores, "
                + "such as myapp, found 'MyApp'"),
        row(
            "a prefix without a value",
            "prefix:\n",
            "sonde.yaml:1:8 prefix: expected a prefix such as myapp, or \"\" for none, found"
                + " nothing"),
        row(
            "no prefix before a name that Sonde itself may expose",
            "prefix: ''\n" + metric("{name: jvm_x, type: gauge, help: X., value: n}"),
            "sonde.yaml:8:16 collectors[0].metrics[0].name: expected a name that does not begin"
                + " with sonde_, jvm_, process_, found 'jvm_x'"),
        row(
            "a reserved prefix",
            "prefix: jvm\n",
            "sonde.yaml:1:9 prefix: expected a prefix other than sonde, jvm and process, found"
                + " 'jvm'"),
        row(
            "values of the simulation",
            """
            simulation:
              enabled: yes
              path: /observe/x
              max-delay: 800
              error-rate: 1.5
              buckets: [0.1, 0.1]
              max-in-flight: 0
            """,
            "sonde.yaml:2:12 simulation.enabled: expected true or false, found 'yes'",
            "sonde.yaml:3:9 simulation.path: expected a path that Sonde does not serve itself, "
                + "found '/observe/x'",
            "sonde.yaml:4:14 simulation.max-delay: expected a duration such as 15s, 1m30s or "
                + "250ms, found '800'",
            "sonde.yaml:5:15 simulation.error-rate: expected a number from 0 to 1, found '1.5'",
            "sonde.yaml:6:12 simulation.buckets: expected a list of ascending numbers, found a"
                + " list",
            "sonde.yaml:7:18 simulation.max-in-flight: expected a whole number from 1 to 1000000, "
                + "found '0'"),
        row(
            "a log level",
            "log: {level: loud, format: xml}\n",
            "sonde.yaml:1:14 log.level: expected one of trace, debug, info, warning, error, "
                + "found 'loud'",
            "sonde.yaml:1:28 log.format: expected one of text, json, found 'xml'"),
        row(
            "a key that Helidon does not know",
            "server: {connection-options: {tcp-nodelay: true}, tls: {enabled: maybe}}\n",
            "sonde.yaml:1:31 server.connection-options.tcp-nodelay: expected one of"
                + " connect-timeout, read-timeout, socket-keep-alive, socket-receive-buffer-size,"
                + " socket-reuse-address, socket-send-buffer-size, tcp-no-delay, found"
                + " 'tcp-nodelay'",
            "sonde.yaml:1:66 server.tls.enabled: expected true or false, found 'maybe'"),
        row(
            "types of Helidon's keys",
            "server: {port: 70000, shutdown-grace-period: soon, connection-options: fast}\n",
            "sonde.yaml:1:16 server.port: expected a port from 0 to 65535, found '70000'",
            "sonde.yaml:1:46 server.shutdown-grace-period: expected a duration such as 15s, 1m30s "
                + "or 250ms, found 'soon'",
            "sonde.yaml:1:72 server.connection-options: expected a map, found 'fast'"),
        row(
            "a reference that is not set",
            "prefix: ${NO_SUCH}\n",
            "sonde.yaml:1:9 prefix: expected an environment variable or a key of this "
                + "configuration, found ${NO_SUCH}, which is not set"),
        row(
            "a reference to itself",
            "prefix: ${prefix}\n",
            "sonde.yaml:1:9 prefix: expected a value, found ${prefix} inside itself"),
        row(
            "a secret in the wrong place",
            "simulation: {max-delay: \"${A_SECRET}\"}\n",
            "sonde.yaml:1:25 simulation.max-delay: expected a duration such as 15s, 1m30s or "
                + "250ms, found '${A_SECRET}'"),
        row(
            "targets without name and kind",
            "targets: [{}, text, {name: a b, jdbc: {url: \"jdbc:x:\"}, jmx: {url: local}}]\n",
            "sonde.yaml:1:11 targets[0].name: expected a name, found nothing",
            "sonde.yaml:1:11 targets[0]: expected one of jdbc, http, jmx, found none",
            "sonde.yaml:1:15 targets[1]: expected a map, found a text",
            "sonde.yaml:1:21 targets[2]: expected one of jdbc, http, jmx, found jdbc and jmx",
            "sonde.yaml:1:28 targets[2].name: expected letters, digits and any of . _ - : / % [ ],"
                + " found 'a b'"),
        row(
            "connections",
            """
            targets:
              - {name: a, jdbc: {url: "postgres://u:hunter2@h/d"}}
              - {name: b, http: {url: "http://u:hunter2@h/"}}
              - {name: c, jmx: {url: somewhere}}
              - {name: d, http: {url: "http://h", bearer-token: t, basic-auth: {username: u}}}
              - {name: e, jmx: {url: local, username: u}}
              - {name: f, http: {url: "http://h", max-body: big, statuses: [2xx, 9xx]}}
              - {name: g, http: {url: "http://h", tls: {key-file: k.pem}}}
              - {name: h, jdbc: {url: "jdbc:h2:mem:", password: hunter2, password-file: f}}
              - {name: a, jmx: {url: local}}
            """,
            "sonde.yaml:2:5 targets[0]: expected a collector that reads it, found none for 'a'",
            "sonde.yaml:2:27 targets[0].jdbc.url: expected a JDBC URL, which begins with jdbc:",
            "sonde.yaml:3:5 targets[1]: expected a collector that reads it, found none for 'b'",
            "sonde.yaml:3:27 targets[1].http.url: expected an http or https URL with a host, "
                + "without user information and query",
            "sonde.yaml:4:5 targets[2]: expected a collector that reads it, found none for 'c'",
            "sonde.yaml:4:26 targets[2].jmx.url: expected local, host:port or service:jmx:rmi:…",
            "sonde.yaml:5:5 targets[3]: expected a collector that reads it, found none for 'd'",
            "sonde.yaml:5:68 targets[3].http.basic-auth.password: expected password or "
                + "password-file, found neither",
            "sonde.yaml:6:5 targets[4]: expected a collector that reads it, found none for 'e'",
            "sonde.yaml:6:43 targets[4].jmx.username: expected username and password together, "
                + "found one of them",
            "sonde.yaml:7:5 targets[5]: expected a collector that reads it, found none for 'f'",
            "sonde.yaml:7:49 targets[5].http.max-body: expected a size up to 2GB, such as 16MiB "
                + "or 500KB, found 'big'",
            "sonde.yaml:7:70 targets[5].http.statuses[1]: expected a status such as 200, 2xx or "
                + "200-204, found '9xx'",
            "sonde.yaml:8:5 targets[6]: expected a collector that reads it, found none for 'g'",
            "sonde.yaml:8:55 targets[6].http.tls.key-file: expected certificate-file and key-file "
                + "together, found one of them",
            "sonde.yaml:9:5 targets[7]: expected a collector that reads it, found none for 'h'",
            "sonde.yaml:9:77 targets[7].jdbc.password-file: expected password or password-file, "
                + "found both",
            "sonde.yaml:10:5 targets[8].name: expected each name once, found 'a' at "
                + "sonde.yaml:2:5 too",
            "sonde.yaml:10:5 targets[8]: expected a collector that reads it, found none for 'a'"),
        row(
            "a collector without anything",
            "collectors: [{}]\n",
            "sonde.yaml:1:14 collectors[0].name: expected a name, found nothing",
            "sonde.yaml:1:14 collectors[0]: expected one of sql, get, path, mbeans, found none",
            "sonde.yaml:1:14 collectors[0].metrics: expected a list of metrics, found nothing"),
        row(
            "times of a collector",
            collector("name: c\ntargets: [t]\nsql: S\nevery: 1m\nkeep: 30s\ntimeout: 0s"),
            "sonde.yaml:10:11 collectors[2].keep: expected no less than every, 1m, found '30s'",
            "sonde.yaml:11:14 collectors[2].timeout: expected a duration from 100ms to 7d, "
                + "found '0s'"),
        row(
            "two reads",
            collector("name: c\ntargets: [t]\nsql: S\nget: /"),
            "sonde.yaml:5:5 collectors[2]: expected one of sql, get, path, mbeans, found sql and"
                + " get"),
        row(
            "mixed kinds",
            collector("name: c\ntargets: [t, w]\nsql: S"),
            "sonde.yaml:5:5 collectors[2].targets: expected targets of one kind, found jdbc and"
                + " http"),
        row(
            "the wrong kind",
            collector("name: c\ntargets: [w]\nsql: S"),
            "sonde.yaml:5:5 collectors[2].targets: expected jdbc targets for this query, found"
                + " http"),
        row(
            "an unknown target",
            collector("name: c\ntargets: [q, t, t]\nsql: S"),
            "sonde.yaml:5:5 collectors[2].targets: expected one of t, w, found 'q'",
            "sonde.yaml:5:5 collectors[2].targets: expected each target once, found 't' twice"),
        row(
            "many targets",
            "targets:\n"
                + IntStream.rangeClosed(1, 22)
                    .mapToObj(n -> "  - {name: t%d, jdbc: {url: \"jdbc:x:\"}}\n".formatted(n))
                    .collect(Collectors.joining())
                + "collectors:\n  - {name: c, sql: S, targets: [x, "
                + IntStream.rangeClosed(1, 22)
                    .mapToObj(n -> "t" + n)
                    .collect(Collectors.joining(", "))
                + "], metrics: [{name: m, type: gauge, help: M., value: n}]}\n",
            "sonde.yaml:25:5 collectors[0].targets: expected one of t1, t2, t3, t4, t5, t6, t7, t8,"
                + " t9, t10, t11, t12, t13, t14, t15, t16, t17, t18, t19, t20 and 2 more, found"
                + " 'x'"),
        row(
            "an HTTP read",
            collector("name: c\ntargets: [w]\npath: x\nmethod: post\nrows: a.b"),
            "sonde.yaml:8:11 collectors[2].path: expected a path that begins with /, found a text",
            "sonde.yaml:9:13 collectors[2].method: expected an HTTP method in capitals, such as "
                + "POST, found 'post'",
            "sonde.yaml:10:11 collectors[2].rows: expected a JSONPath that begins with $, found"
                + " 'a.b'"),
        row(
            "a path and rows that cannot be",
            collector("name: c\ntargets: [w]\nget: /a b\nrows: $.a[0"),
            "sonde.yaml:8:10 collectors[2].get: expected a path with %-escapes for"
                + " characters that a URL cannot have, found a text",
            "sonde.yaml:9:11 collectors[2].rows: expected a JSONPath, found '$.a[0': Could not"
                + " parse token starting at position 3. Expected ?, ', 0-9, * "),
        row(
            "fields of JSON",
            """
            targets: [{name: w, http: {url: "http://w"}}]
            collectors:
              - name: c
                targets: [w]
                get: /
                metrics:
                  - {name: a, type: gauge, help: A., labels: {l: $keys}, value: a..b}
                  - {name: b, type: gauge, help: B., labels: {l: $key}, value: $parent.a.b}
            """,
            "sonde.yaml:7:54 collectors[0].metrics[0].labels.l: expected a JSONPath, found '$keys':"
                + " Illegal character at position 1 expected '.' or '['",
            "sonde.yaml:7:69 collectors[0].metrics[0].value: expected a field, as in 'a.b', or a"
                + " JSONPath from '$', found 'a..b'"),
        row(
            "headers",
            """
            targets: [{name: w, http: {url: "http://w", headers: {Host: a, "X Y": b, X-Api-Key: c}}}]
            """,
            "sonde.yaml:1:11 targets[0]: expected a collector that reads it, found none for 'w'",
            "sonde.yaml:1:54 targets[0].http.headers: expected names of headers other than"
                + " accept-encoding, connection, content-length, expect, host, upgrade, found"
                + " 'Host'",
            "sonde.yaml:1:54 targets[0].http.headers: expected names of headers other than"
                + " accept-encoding, connection, content-length, expect, host, upgrade, found"
                + " 'X…'"),
        row(
            "an ObjectName",
            """
            targets: [{name: j, jmx: {url: local}}]
            collectors:
              - {name: c, targets: [j], mbeans: "java.lang", metrics: [{name: m, type: gauge, help: M., value: v}]}
            """,
            "sonde.yaml:3:37 collectors[0].mbeans: expected an ObjectName such as "
                + "java.lang:type=MemoryPool,name=*, found 'java.lang'"),
        row(
            "the same collector twice",
            collector("name: x\ntargets: [t]\nsql: S\non-duplicate: all\nmax-samples: 0"),
            "sonde.yaml:5:5 collectors[2].name: expected each name once, found 'x' at "
                + "sonde.yaml:3:5 too",
            "sonde.yaml:9:19 collectors[2].on-duplicate: expected one of fail, first, last, sum, "
                + "found 'all'",
            "sonde.yaml:10:18 collectors[2].max-samples: expected a whole number from 1 to "
                + "10000000, found '0'"),
        row(
            "a misspelt type",
            metric("{name: m, type: guage, help: M., value: n}"),
            "sonde.yaml:7:25 collectors[0].metrics[0].type: expected one of counter, gauge, "
                + "histogram, summary, info, untyped, stateset, found 'guage'"),
        row(
            "no help",
            metric("{name: m, type: gauge, value: n}"),
            "sonde.yaml:7:9 collectors[0].metrics[0].help: expected a help text, found nothing"),
        row(
            "a counter without _total",
            metric("{name: m, type: counter, help: M., value: n}"),
            "sonde.yaml:7:16 collectors[0].metrics[0].name: expected the name of a counter to end "
                + "in _total, found 'm'"),
        row(
            "a gauge with _total",
            metric("{name: m_total, type: gauge, help: M., value: n}"),
            "sonde.yaml:7:16 collectors[0].metrics[0].name: expected _total at the end of "
                + "counters only, found 'm_total'"),
        row(
            "an info without _info",
            metric("{name: m, type: info, help: M., value: n}"),
            "sonde.yaml:7:16 collectors[0].metrics[0].name: expected the name of an info to end "
                + "in _info, found 'm'",
            "sonde.yaml:7:48 collectors[0].metrics[0].value: expected none, since an info is "
                + "always 1, found 'n'"),
        row(
            "an illegal name",
            metric("{name: größe, type: gauge, help: M., value: n}"),
            "sonde.yaml:7:16 collectors[0].metrics[0].name: expected lower case letters, digits "
                + "and single underscores, such as queue_size, found 'größe'"),
        row(
            "a reserved suffix",
            metric("{name: m_bucket, type: gauge, help: M., value: n}"),
            "sonde.yaml:7:16 collectors[0].metrics[0].name: expected a name that does not end in "
                + "_bucket, found 'm_bucket'"),
        row(
            "labels",
            metric(
                "{name: m, type: gauge, help: M., value: n, labels: {target: a, le: b, 1x: c, "
                    + "state: $rows}, constant-labels: {state: x}}"),
            "sonde.yaml:7:69 collectors[0].metrics[0].labels.target: expected a label other than "
                + "target, le, quantile and __…, found 'target'",
            "sonde.yaml:7:76 collectors[0].metrics[0].labels.le: expected a label other than "
                + "target, le, quantile and __…, found 'le'",
            "sonde.yaml:7:83 collectors[0].metrics[0].labels.1x: expected letters, digits and "
                + "underscores, found '1x'",
            "sonde.yaml:7:93 collectors[0].metrics[0].labels.state: expected a field of the row, "
                + "found '$rows'",
            "sonde.yaml:7:126 collectors[0].metrics[0].constant-labels.state: expected each label"
                + " once, found 'state' in labels too"),
        row(
            "a value of the read",
            metric("{name: m_total, type: counter, help: M., value: $duration, labels: {a: b}}"),
            "sonde.yaml:7:31 collectors[0].metrics[0].type: expected gauge, histogram or summary "
                + "for $duration, found 'counter'",
            "sonde.yaml:7:76 collectors[0].metrics[0].labels: expected none, since $duration is of "
                + "the read and not of a row, found a map"),
        row(
            "a field of another kind",
            metric("{name: m, type: gauge, help: M., value: $.a.b}"),
            "sonde.yaml:7:49 collectors[0].metrics[0].value: expected a field, or one of "
                + "$duration, $status, $rows, found '$.a.b'"),
        row(
            "numbers of a metric",
            metric(
                "{name: m, type: gauge, help: M., value: n, scale: 0, on-missing: none, "
                    + "value-map: {up: one}, buckets: [1], quantiles: [0.5]}"),
            "sonde.yaml:7:59 collectors[0].metrics[0].scale: expected a number other than 0, found"
                + " '0'",
            "sonde.yaml:7:74 collectors[0].metrics[0].on-missing: expected skip, fail or a number, "
                + "found 'none'",
            "sonde.yaml:7:96 collectors[0].metrics[0].value-map.up: expected a number, found 'one'",
            "sonde.yaml:7:111 collectors[0].metrics[0].buckets: expected none, since only a "
                + "histogram has buckets, found a list",
            "sonde.yaml:7:127 collectors[0].metrics[0].quantiles: expected none, since only a "
                + "summary has quantiles, found a list"),
        row(
            "buckets and quantiles",
            metric(
                "{name: m, type: histogram, help: M., value: n, buckets: [1, x]}\n"
                    + "      - {name: s, type: summary, help: S., value: n, quantiles: [0.5, 2]}"),
            "sonde.yaml:7:65 collectors[0].metrics[0].buckets: expected a list of ascending "
                + "numbers, or native, found a list",
            "sonde.yaml:8:65 collectors[0].metrics[1].quantiles: expected numbers from 0 to 1"),
        row(
            "names that meet",
            metric(
                """
                {name: m, type: histogram, help: M., value: n}
                      - {name: a_total, type: counter, help: A., value: n}
                      - {name: a, type: gauge, help: A., value: n}
                      - {name: http_requests, type: gauge, help: A., value: n}
                      - {name: m, type: histogram, help: Other., value: n}
                simulation: {enabled: true}
                """),
            "sonde.yaml:9:16 collectors[0].metrics[2].name: expected a name of its own, found "
                + "'myapp_a', which is taken by myapp_a_total at sonde.yaml:8:16",
            "sonde.yaml:10:16 collectors[0].metrics[3].name: expected a name of its own, found "
                + "'myapp_http_requests', which is taken by Sonde's own myapp_http_requests_total",
            "sonde.yaml:11:16 collectors[0].metrics[4]: expected the type, help, labels and "
                + "buckets of myapp_m at sonde.yaml:7:16, found different ones"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void problems(String what, String yaml, List<String> expected) throws IOException {
    String text = yaml.startsWith("-") ? yaml : Settings.whole(yaml);
    Path file = Files.writeString(folder.resolve("sonde.yaml"), text);
    try {
      Kinds.onClassPath().loader(Map.of("A_SECRET", "hunter2"), Map.of()).load(file, Map.of());
      fail("no problem was found");
    } catch (ConfigException e) {
      String found = String.valueOf(e.getMessage()).replace(file.toString(), "sonde.yaml");
      assertThat(found.lines().toList()).as(what).containsExactlyElementsOf(expected);
      assertThat(found).doesNotContain("hunter2");
    }
  }
}
