package io.sonde.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sonde.Kinds;
import io.sonde.testing.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The JSON Schema before a validator: what it lets through, what it refuses, what it cannot see.
 */
class SchemaTest {
  private static final ConfigLoader LOADER = Kinds.onClassPath().loader(Map.of(), Map.of());
  private static final Schema SCHEMA = schema(LOADER.schema());
  private static final Schema INCLUDED = schema(LOADER.schemaOfIncluded());

  private static Schema schema(String json) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(json, InputFormat.JSON);
  }

  /** Problems that are not of one value alone, with how their messages look. */
  private enum Beyond {
    OTHER_VALUES(
        "expected each name once|expected each target once|expected each label once|which is taken"
            + " by|expected a collector that reads it|expected one of \\S+(?:, \\S+)*, found"
            + " '\\w+'$|expected a target, and there is none|expected targets of one kind|targets"
            + " for this query|expected the type, help, labels and buckets|expected none,"
            + " since|expected no less than every|since only a|together, found one|and \\d+ more,"
            + " found '|expected gauge, histogram or summary for|found it in both|of the read and"
            + " not of a row|expected the same names"),
    NAMES(
        "expected lower case letters, digits|expected a prefix other than|expected a name that does"
            + "|expected the name of an? |_total at the end|_info at the end"
            + "|expected a label other than|expected letters, digits|expected a path"
            + "|expected a name of letters|names of headers other"),
    TEXTS(
        "expected a field|expected a URL|expected an ObjectName|expected a JSONPath|expected (?:an"
            + " )?HTTP|such as jdbc:|expected the parameters|expected local, host|expected one"
            + " statement|expected a JDBC|expected one of the query|expected a regular"
            + " expression|expected a text|expected skip, fail or a number|expected a number,"
            + " found"),
    RANGES(
        "expected a duration from|expected a size|expected a list of ascending|expected numbers"
            + " from|expected a number other than 0|expected at most"),
    REFERENCES("which is not set|expected a key|refers to itself|reference|found '?\\$\\{"),
    YAML("expected YAML|expected one YAML|expected each key once|found an alias");

    private final Pattern messages;

    Beyond(String messages) {
      this.messages = Pattern.compile(messages);
    }

    static boolean explains(String problem) {
      return Arrays.stream(values()).anyMatch(one -> one.messages.matcher(problem).find());
    }
  }

  private static List<String> refused(String yaml) {
    return refused(SCHEMA, yaml);
  }

  private static List<String> refused(Schema schema, String yaml) {
    try {
      return schema.validate(yaml, InputFormat.YAML).stream().map(String::valueOf).toList();
    } catch (RuntimeException e) {
      return List.of("no YAML: " + e.getMessage());
    }
  }

  static Stream<Path> examples() throws IOException {
    List<Path> files =
        new ArrayList<>(
            List.of(
                Path.of("src/main/resources/io/sonde/config/demonstration.yaml"),
                Path.of("src/main/resources/io/sonde/config/defaults.yaml")));
    try (Stream<Path> examples = Files.walk(Path.of("src/site/examples"))) {
      examples.filter(file -> file.toString().endsWith(".yaml")).forEach(files::add);
    }
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatComesAlongIsGood(Path file) throws Exception {
    assertThat(refused(Settings.whole(Files.readString(file)))).isEmpty();
  }

  /** What comes along can be included as it is, and a whole configuration cannot. */
  @Test
  void anIncludedFileHasASchemaOfItsOwn() throws Exception {
    try (Stream<Path> examples = Files.walk(Path.of("src/site/examples"))) {
      for (Path file : examples.filter(one -> one.toString().endsWith(".yaml")).toList()) {
        String yaml = Files.readString(file).replaceAll("(?m)^prefix:.*$", "");
        assertThat(refused(INCLUDED, yaml)).as(file.toString()).isEmpty();
      }
    }
    assertThat(refused(INCLUDED, "targets: [{name: t, jmx: {url: local}}]")).isEmpty();
    assertThat(refused(INCLUDED, "prefix: a")).isNotEmpty();
    assertThat(refused(INCLUDED, "include: [a.yaml]")).isNotEmpty();
    assertThat(refused(INCLUDED, "targets: [{name: t, jmx: {uri: local}}]")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prefix: ''",
        "server: {port: '${PORT}', host: 127.0.0.1, sockets: {admin: {port: 1}}}",
        "server: {port: \"8080\", idle-connection-timeout: 2m}",
        "simulation: {enabled: \"${ON}\", max-delay: 1s, error-rate: '0.5'}",
      })
  void referencesAndQuotedNumbersAreGood(String yaml) {
    assertThat(refused(Settings.whole(yaml))).isEmpty();
  }

  private static final String DISCOVERY = "prefix: a\ndiscover: [{name: d, collectors: [c], %s}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "files: [x.json], target: {name: '{a}', jmx: {url: '{a}', plain-registry: '{b}'}}",
        "http: {url: 'http://x', get: /y}, target: {name: '{a}', labels: {e: '{e}'},"
            + " jdbc: {url: 'jdbc:h2:mem:{a}', connections: '{n}', session: ['{s}']}}",
        "query: {target: t, sql: S}, target: {name: '{a}', http: {url: '{a}', retries: 3}}",
        "query: {target: t, get: /, rows: '$.x[*]'}, target: {name: '{a}', http: {url: '{a}'}}",
      })
  void placeholdersOfTargetsAreGood(String discovery) {
    assertThat(refused(DISCOVERY.formatted(discovery))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "files: [x.json], target: {name: '{a}', jmx: {url: '{a}', plain-registry: maybe}}",
        "files: [x.json], target: {name: '{a}', jmx: {url: '{a}', urls: b}}",
        "files: [x.json], target: {name: '{a}'}",
        "files: [x.json], target: {jmx: {url: '{a}'}}",
        "files: [x.json], target: {name: '{a}', http: {url: '{a}', retries: many}}",
        "http: {uri: 'http://x'}, target: {name: '{a}', jmx: {url: '{a}'}}",
        "query: {target: t, sql: S, every: 1m}, target: {name: '{a}', jmx: {url: '{a}'}}",
      })
  void whatIsWrongWithDiscoveriesIsRefused(String discovery) {
    assertThat(refused(DISCOVERY.formatted(discovery))).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.sonde.config.load.ProblemsTest#rows")
  void aBadConfigurationIsRefusedOrBeyondASchema(String what, String yaml, List<String> problems) {
    List<String> refused = refused(yaml.startsWith("-") ? yaml : Settings.whole(yaml));
    if (refused.isEmpty()) {
      assertThat(problems).as(what).allMatch(Beyond::explains);
    }
  }

  /** So that the explanations above do not hide a schema that refuses nothing. */
  @Test
  void mostBadConfigurationsAreRefused() {
    List<List<String>> refused =
        ProblemsTest.rows()
            .map(row -> refused(Settings.whole((String) row.get()[1])))
            .filter(found -> !found.isEmpty())
            .toList();
    assertThat(refused).hasSizeGreaterThan((int) ProblemsTest.rows().count() / 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "prefix: a\nlogs: {}",
        "prefix: a\nsimulation: {enabled: 7}",
        "prefix: a\nsimulation: {max-delay: 15}",
        "prefix: a\ntargets: [{name: t}]",
        "prefix: a\ntargets: [{name: t, jdbc: {url: x}, jmx: {url: local}}]",
        "prefix: a\ntargets: [{jdbc: {url: x}}]",
        "prefix: a\ntargets: [{name: t, jdbc: {url: x, pasword: y}}]",
        "prefix: a\ncollectors: [{name: c, targets: [t], sql: S, rows: $, metrics: []}]",
        "prefix: a\ncollectors: [{name: c, targets: [t], metrics: []}]",
        "prefix: a\ncollectors: [{name: c, targets: [t], sql: S, metrics: [{name: x, type: guage,"
            + " help: X.}]}]",
        "prefix: a\nserver: {prot: 1}",
      })
  void whatAnEditorShouldMarkIsRefused(String yaml) {
    assertThat(refused(yaml)).isNotEmpty();
  }
}
