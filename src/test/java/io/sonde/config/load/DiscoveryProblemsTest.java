package io.sonde.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sonde.Kinds;
import io.sonde.config.SondeConfig;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad discoveries with their messages, and what placeholders become. */
class DiscoveryProblemsTest {
  private static final String COLLECTORS =
      """
      prefix: t
      collectors:
        - name: sql
          sql: SELECT 1 AS n
          metrics: [{name: n, type: gauge, help: h., labels: {env: e}, value: n}]
        - {name: api, targets: [web], get: /, metrics: [{name: m, type: gauge, help: h., value: $rows}]}
      targets:
        - {name: web, http: {url: 'http://localhost'}}
      discover:
      """;

  @TempDir Path folder;

  private SondeConfig load(String yaml) throws IOException, ConfigException {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), COLLECTORS + yaml);
    return Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of());
  }

  private List<String> problems(String yaml) {
    var thrown = catchThrowableOfType(ConfigException.class, () -> load(yaml));
    return thrown.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void whatIsWrongWithTheDiscovery() {
    assertThat(
            problems(
                """
                  - name: a b
                    files: x.json
                    query: {target: web, sql: SELECT 1}
                    target: {name: "{x}", jdbc: {url: "jdbc:h2:mem:{x}"}}
                    collectors: [sql]
                  - {name: b, http: {url: 'http://x', uri: y}, target: 7, max-targets: 0}
                  - {name: c, query: {target: web, sql: SELECT 1}, target: {name: "{n}", jmx: {url: local}}, collectors: [api, none]}
                  - {name: c, query: {target: gone, get: /, every: 1s}, target: {name: "{$..}", jmx: {url: local}}, collectors: [api]}
                """))
        .containsExactly(
            "sonde.yaml:10:5 discover[0]: expected one of files, query, http, found files and"
                + " query",
            "sonde.yaml:10:11 discover[0].name: expected letters, digits, dots, dashes and"
                + " underscores, found 'a b'",
            "sonde.yaml:15:5 discover[1].collectors: expected a list of collectors, found nothing",
            "sonde.yaml:15:39 discover[1].http.uri: expected one of basic-auth, bearer-token,"
                + " bearer-token-file, follow-redirects, get, header-files, headers, login,"
                + " max-body, oauth2, proxy, redirect-hosts, retries, statuses, tls, url, found"
                + " 'uri'",
            "sonde.yaml:15:56 discover[1].target: expected a map, found a text",
            "sonde.yaml:15:72 discover[1].max-targets: expected a whole number from 1 to 10000,"
                + " found '0'",
            "sonde.yaml:16:5 discover[2].query.target: expected a jdbc target for this query,"
                + " found http",
            "sonde.yaml:16:5 discover[2].collectors: expected collectors that read jmx targets,"
                + " found 'api', which reads http",
            "sonde.yaml:16:5 discover[2].collectors: expected one of sql, api, found 'none'",
            "sonde.yaml:17:5 discover[3].name: expected each name once, found 'c' at"
                + " sonde.yaml:16:5 too",
            "sonde.yaml:17:5 discover[3].query.target: expected one of web, found 'gone'",
            "sonde.yaml:17:5 discover[3].collectors: expected collectors that read jmx targets,"
                + " found 'api', which reads http",
            "sonde.yaml:17:22 discover[3].query: expected a JSONPath, found '$..': Path must not"
                + " end with a '.' or '..'",
            "sonde.yaml:17:45 discover[3].query.every: expected one of body, format, get, headers,"
                + " mbeans, method, pages, parameters, path, pattern, rows, separator, sql, target,"
                + " found 'every'");
  }

  @Test
  void whatIsWrongWithTheSource() {
    assertThat(
            problems(
                """
                  - {name: a, every: 1, timeout: 0s, files: [], target: {name: "{a}", http: {url: "{a}"}}, collectors: [api]}
                  - {name: b, query: {}, target: {name: "{a}", http: {url: "{a}"}}, collectors: []}
                  - {name: c, http: {get: /}, collectors: [api], max-targets: 20000}
                  - {name: d, http: {url: 'http://a', get: x}, target: {name: "{a}", http: {url: "{a}"}}, collectors: [api]}
                  - {name: e, http: {url: 'http://a', get: '/a b'}, target: {name: "{a}", http: {url: "{a}"}}, collectors: [api]}
                  - {}
                """))
        .containsExactly(
            "sonde.yaml:10:22 discover[0].every: expected a duration such as 15s, 1m30s or 250ms,"
                + " found '1'",
            "sonde.yaml:10:34 discover[0].timeout: expected a duration from 100ms to 7d, found"
                + " '0s'",
            "sonde.yaml:10:45 discover[0].files: expected a list of files, found an empty list",
            "sonde.yaml:11:22 discover[1].query.target: expected the name of a target, found"
                + " nothing",
            "sonde.yaml:11:22 discover[1].query: expected one of sql, get, path, mbeans, found"
                + " none",
            "sonde.yaml:11:81 discover[1].collectors: expected a list of collectors, found an empty"
                + " list",
            "sonde.yaml:12:5 discover[2].target: expected a map, found nothing",
            "sonde.yaml:12:21 discover[2].http.url: expected an http or https URL, found nothing",
            "sonde.yaml:12:63 discover[2].max-targets: expected a whole number from 1 to 10000,"
                + " found '20000'",
            "sonde.yaml:13:44 discover[3].http.get: expected a path that begins with / or ?, with"
                + " %-escapes, found a text",
            "sonde.yaml:14:44 discover[4].http.get: expected a path that begins with / or ?, with"
                + " %-escapes, found a text",
            "sonde.yaml:15:5 discover[5].name: expected a name, found nothing",
            "sonde.yaml:15:5 discover[5].target: expected a map, found nothing",
            "sonde.yaml:15:5 discover[5]: expected one of files, query, http, found none",
            "sonde.yaml:15:5 discover[5].collectors: expected a list of collectors, found nothing");
  }

  @Test
  void whatIsWrongWithTheTemplate() {
    assertThat(
            problems(
                """
                  - name: a
                    files: x.json
                    target: {name: same, labels: {env: "{env}"}, jdbc: {url: "jdbc:h2:mem:{x}", user: sa, password: hunter2}}
                    collectors: [sql]
                  - name: b
                    files: x.json
                    target: {name: "{x", http: {url: "http://{x}", timeout: "{y}"}, jmx: {url: local}}
                    collectors: [api]
                """))
        .containsExactly(
            "sonde.yaml:10:5 discover[0].target.labels.env: expected a label that no metric has,"
                + " found 'env', which t_n has",
            "sonde.yaml:12:20 discover[0].target.name: expected a placeholder, since each target"
                + " has a name of its own, found 'same'",
            "sonde.yaml:12:81 discover[0].target.jdbc.user: expected one of connections, password,"
                + " password-file, properties, property-files, session, url, username, found"
                + " 'user'",
            "sonde.yaml:16:13 discover[1].target: expected one of jdbc, http, jmx, found http and"
                + " jmx",
            "sonde.yaml:16:20 discover[1].target: expected {name} around a field, or {{ and }} for"
                + " braces, found one",
            "sonde.yaml:16:20 discover[1].target.name: expected letters, digits and any of . _ - :"
                + " / % [ ], found '{x'",
            "sonde.yaml:16:20 discover[1].target.name: expected a placeholder, since each target"
                + " has a name of its own, found '{x'");
  }

  @Test
  void aCollectorNeedsTargetsOrADiscovery() {
    assertThat(problems("  []\n"))
        .containsExactly(
            "sonde.yaml:3:5 collectors[0].targets: expected a list of targets, or a discovery that"
                + " names the collector, found nothing");
  }

  @Test
  void aPlaceholderThatIsAllIsTheValueAndOneInsideIsEscaped() throws Exception {
    var template =
        load("""
          - name: a
            files: x.json
            target:
              name: "{__address__}/{name}"
              labels: {team: "{name}", text: "{{a}} {name}"}
              jdbc:
                url: "jdbc:postgresql://{__address__}/{name}"
                username: "{name}"
                password-file: "secrets/{name}"
            collectors: [sql]
          - {name: b, files: y.json, target: {name: "{__address__}", http: {url: "{url}"}}, collectors: [api]}
        """)
            .discoveries()
            .getFirst()
            .target();
    assertThat(template.placeholders()).containsExactly("__address__", "name");
    var target = template.target(Map.of("__address__", "db:5432", "name", "../a b?x=1"));
    assertThat(target.name()).isEqualTo("db:5432/../a%20b%3Fx%3D1");
    assertThat(target.labels())
        .containsEntry("team", "../a b?x=1")
        .containsEntry("text", "{a} ../a b?x=1");
    var jdbc = (JdbcConfig) target.connection();
    assertThat(jdbc.url()).isEqualTo("jdbc:postgresql://db:5432/..%2Fa%20b%3Fx%3D1");
    assertThat(jdbc.username()).isEqualTo("../a b?x=1");
    assertThat(target.credentials().getFirst().file())
        .contains(folder.resolve("secrets/..%2Fa%20b%3Fx%3D1"));

    var ipv6 = template.target(Map.of("__address__", "[::1]:5432", "name", ".."));
    assertThat(((JdbcConfig) ipv6.connection()).url())
        .isEqualTo("jdbc:postgresql://[::1]:5432/%2E%2E");
    assertThatThrownBy(() -> template.target(Map.of("name", "x")))
        .hasMessageContaining(
            "discover[0].target: expected an entry with __address__, found one without");
  }
}
