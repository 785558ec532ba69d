package io.sonde.targets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.Kinds;
import io.sonde.config.SondeConfig;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of databases, as a configuration has them. */
class JdbcKindTest {
  @TempDir private Path folder;

  private SondeConfig load(String connection, String query) throws IOException, ConfigException {
    Path file =
        Files.writeString(
            folder.resolve("sonde.yaml"),
            """
            targets:
              - name: db
                jdbc:
                  url: jdbc:h2:mem:x
            %s
            collectors:
              - name: c
                targets: [db]
                metrics:
                  - {name: n, type: gauge, help: N., value: n, labels: {x: x}}
            %s
            prefix: myapp
            """
                .formatted(connection.indent(6).stripTrailing(), query.indent(4)));
    return Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of());
  }

  private JdbcConfig target(String connection) throws IOException, ConfigException {
    return (JdbcConfig) load(connection, "sql: SELECT 1 AS n, 2 AS x").targets().getFirst();
  }

  private void assertProblems(String connection, String query, String... problems) {
    assertThatThrownBy(() -> load(connection, query))
        .isInstanceOf(ConfigException.class)
        .extracting(e -> String.valueOf(e.getMessage()).replace(folder + "/", ""))
        .isEqualTo(String.join("\n", problems));
  }

  @Test
  void one_connection_and_no_statement_is_the_default() throws Exception {
    assertThat(target("").connections()).isEqualTo(1);
    assertThat(target("").session()).isEmpty();
  }

  @Test
  void connections_and_session() throws Exception {
    JdbcConfig config = target("connections: 16\nsession: [SET ROLE a, \"SET x = ';';\"]");
    assertThat(config.connections()).isEqualTo(16);
    assertThat(config.session()).isEqualTo(List.of("SET ROLE a", "SET x = ';';"));
    assertThat(target("session: SET ROLE a").session()).isEqualTo(List.of("SET ROLE a"));
    assertProblems(
        "connections: 17\nsession: [SET a = 1; SET b = 's3cret', {a: s3cret}]",
        "sql: SELECT 1",
        "sonde.yaml:5:20 targets[0].jdbc.connections: expected a whole number from 1 to 16, found"
            + " '17'",
        "sonde.yaml:6:17 targets[0].jdbc.session[0]: expected one statement, found 2",
        "sonde.yaml:6:46 targets[0].jdbc.session[1]: expected a text, found a map");
  }

  @Test
  void a_text_of_several_statements_is_a_problem() {
    assertProblems(
        "",
        "sql: COMMIT; DROP TABLE t; SELECT 1",
        "sonde.yaml:11:10 collectors[0].sql: expected one statement, found 3");
  }

  private JdbcQueryConfig query(String keys) throws IOException, ConfigException {
    return (JdbcQueryConfig) load("", keys).collectors().getFirst().query();
  }

  @Test
  void a_condition_and_parameters() throws Exception {
    JdbcQueryConfig query =
        query(
            """
            sql: SELECT :a::int AS n, ':c' AS x FROM t WHERE x = :b
            when: SELECT true
            parameters: [{a: 1, b: "1"}, {a: -2.5e3, b: true}]
            """);
    assertThat(query.when()).isEqualTo("SELECT true");
    assertThat(query.parameters())
        .isEqualTo(
            List.of(
                Map.of("a", new SqlParameter("1", false), "b", new SqlParameter("1", true)),
                Map.of(
                    "a", new SqlParameter("-2.5e3", false), "b", new SqlParameter("true", false))));
    assertThat(query("sql: SELECT a[1:n] FROM t").when()).isNull();
  }

  @Test
  void a_name_that_is_no_parameter_and_conditions_of_several_statements_are_problems() {
    assertProblems(
        "",
        """
        sql: SELECT :b, ':c', d::e FROM t WHERE x = :typo
        when: SELECT 1; DROP TABLE t
        parameters: [{a: 1, b: 1}]
        """,
        "sonde.yaml:11:10 collectors[0].sql: expected the parameters a, b, found :typo",
        "sonde.yaml:12:11 collectors[0].when: expected one statement, found 2");
    assertProblems(
        "",
        "sql: SELECT 1\nparameters: [{a: 1}, {b: 1}]",
        "sonde.yaml:12:17 collectors[0].parameters: expected the same names in each map, found a"
            + " and b");
  }
}
