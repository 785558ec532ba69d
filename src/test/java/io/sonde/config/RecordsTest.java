package io.sonde.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.Kinds;
import io.sonde.targets.Secret;
import io.sonde.testing.Settings;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reload asks the records what has changed: they compare by what the file says. */
class RecordsTest {
  private static final String FILE =
      """
      prefix: shop
      targets:
        - name: db
          labels: {env: test}
          jdbc: {url: "jdbc:h2:mem:a", username: u, password: s3cret, properties: {a: b}, property-files: {c: d}}
        - name: api
          http: {url: "http://h/a", headers: {X-A: b}, basic-auth: {username: u, password-file: f}, tls: {ca-file: c}, statuses: [2xx, 404]}
        - name: jvm
          jmx: {url: "h:1", username: u, password-file: f, tls: {certificate-file: c, key-file: k}}
      collectors:
        - name: rows
          targets: [db]
          sql: SELECT 1 AS n
          metrics:
            - {name: a, type: gauge, help: A., labels: {l: m}, constant-labels: {x: y}, value: n, value-map: {up: 1}, scale: 2, on-missing: 0}
            - {name: f, type: stateset, help: F., value: n, states: [A, B], labels: {g: "h-{i}"}}
            - {name: j, type: untyped, help: J., value: n, pattern: "(a)", as: bytes, timestamp: t}
            - {name: k, type: histogram, help: K., value: n, le: b, sum: s, count: c}
            - {name: "o_{n}", type: gauge, help: O., constant: 1}
            - {name: b_seconds, type: histogram, help: B., value: $duration, buckets: [1, 2]}
        - {name: nodes, targets: [api], path: /x, method: POST, body: "{}", rows: "$[*]", metrics: [{name: c, type: summary, help: C., value: n}]}
        - {name: beans, targets: [jvm], mbeans: ["a:*", "b:*"], metrics: [{name: d_info, type: info, help: D., labels: {l: m}}]}
      """;

  @TempDir Path folder;

  private SondeConfig load(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), Settings.whole(yaml));
    return Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"# a comment\n\n", "\n\n\n", "log: {level: debug}\n"})
  void linesAboveChangeNoRecord(String lines) throws Exception {
    SondeConfig before = load(FILE);
    SondeConfig after = load(lines + FILE);
    assertThat(after.targets()).isEqualTo(before.targets()).hasSize(3);
    assertThat(after.collectors()).isEqualTo(before.collectors()).hasSize(3);
    assertThat(after.simulation()).isEqualTo(before.simulation());
    assertThat(after.exposition()).isEqualTo(before.exposition());
  }

  @Test
  void theFormInWhichItIsWrittenChangesNoRecord() throws Exception {
    SondeConfig before = load(FILE);
    SondeConfig after =
        load(
            FILE.replace("password: s3cret", "password: \"s3cret\"")
                .replace("targets: [db]", "targets: db")
                .replace("sql: SELECT 1 AS n", "\"sql\": 'SELECT 1 AS n'"));
    assertThat(after.targets()).isEqualTo(before.targets());
    assertThat(after.collectors()).isEqualTo(before.collectors());
  }

  /** A secret file that has another text is not another configuration: it is read at each use. */
  @Test
  void aSecretFileIsComparedByItsName() throws Exception {
    Files.writeString(folder.resolve("f"), "one");
    SondeConfig before = load(FILE);
    Files.writeString(folder.resolve("f"), "two");
    assertThat(load(FILE).targets()).isEqualTo(before.targets());
  }

  @ParameterizedTest
  @CsvSource({
    "s3cret, s3cret2, 0",
    "{a: b}, {a: c}, 0",
    "{c: d}, {c: e}, 0",
    "X-A: b, X-A: c, 1",
    "404, 405, 1",
    "ca-file: c, ca-file: d, 1",
    "key-file: k, key-file: l, 2"
  })
  void whatIsChangedIsSeenInItsTargetAlone(String from, String to, int changed) throws Exception {
    SondeConfig before = load(FILE);
    SondeConfig after = load(FILE.replace(from, to));
    for (int i = 0; i < 3; i++) {
      boolean same = after.targets().get(i).equals(before.targets().get(i));
      assertThat(same).as("target " + i).isEqualTo(i != changed);
    }
  }

  /** Nothing in them compares by identity, or differs from itself. */
  @Test
  void recordsHoldValuesOnly() throws Exception {
    SondeConfig config = load(FILE);
    Stream.concat(config.targets().stream(), config.collectors().stream()).forEach(this::isValue);
    isValue(config.simulation());
    isValue(config.exposition());
    isValue(config.log());
  }

  private void isValue(@Nullable Object value) {
    switch (value) {
      case null -> {}
      case List<?> list -> list.forEach(this::isValue);
      case Map<?, ?> map -> {
        map.keySet().forEach(this::isValue);
        map.values().forEach(this::isValue);
      }
      case Set<?> set -> set.forEach(this::isValue);
      case OptionalInt _ -> {}
      case Optional<?> optional -> optional.ifPresent(this::isValue);
      case Double number -> assertThat(number).isFinite();
      case Record one -> {
        for (RecordComponent component : one.getClass().getRecordComponents()) {
          isValue(component(one, component));
        }
      }
      default ->
          assertThat(value)
              .isInstanceOfAny(
                  String.class,
                  Boolean.class,
                  Number.class,
                  Enum.class,
                  Duration.class,
                  Path.class,
                  URI.class,
                  OptionalInt.class,
                  Secret.class);
    }
  }

  private static @Nullable Object component(Record one, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(one);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
