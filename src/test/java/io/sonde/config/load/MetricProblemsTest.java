package io.sonde.config.load;

import static io.sonde.config.load.ProblemsTest.metric;
import static io.sonde.config.load.ProblemsTest.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sonde.Kinds;
import io.sonde.config.MetricConfig;
import io.sonde.config.SondeConfig;
import io.sonde.testing.Settings;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad metrics, names and labels, and beside each the exact problems. */
class MetricProblemsTest {
  @TempDir Path folder;

  private static String at(int column) {
    return "sonde.yaml:7:%d collectors[0].metrics[0].".formatted(column);
  }

  /** A configuration with keys of a collector before its metrics. */
  private static String collector(String keys, String metrics) {
    return """
    targets: [{name: t, jdbc: {url: "jdbc:h2:mem:t"}}, {name: u, jdbc: {url: "jdbc:h2:mem:u"}}]
    collectors:
      - {name: x, targets: [t, u], sql: S, metrics: [{name: x, type: gauge, help: X., value: n}]}
      - name: c
        targets: [t]
        sql: SELECT 1 AS n
        %s
        metrics: [%s]
    """
        .formatted(keys, metrics);
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        row(
            "braces of a label",
            metric(
                "{name: m, type: gauge, help: M., value: n, labels: {a: \"x{\", b: \"{}\", c:"
                    + " \"a}b\"}}"),
            at(64)
                + "labels.a: expected a field in each pair of braces, {{ for a brace, found 'x{'",
            at(73)
                + "labels.b: expected a field in each pair of braces, {{ for a brace, found '{}'",
            at(82)
                + "labels.c: expected a field in each pair of braces, }} for a brace, found 'a}b'"),
        row(
            "a field of the read in a label",
            metric("{name: m, type: gauge, help: M., value: n, labels: {a: \"x-{$rows}\"}}"),
            at(64) + "labels.a: expected a field of the row, found '$rows'"),
        row(
            "value and constant",
            metric("{name: m, type: gauge, help: M., value: n, constant: 1}"),
            at(62) + "constant: expected either value or constant, found both"),
        row(
            "what a constant has not",
            metric(
                "{name: m, type: gauge, help: M., constant: 1, as: bytes, pattern: (a),"
                    + " value-map: {a: 1}}"),
            at(59) + "as: expected none, since there is no value to read, found 'bytes'",
            at(75) + "pattern: expected none, since there is no value to read, found '(a)'",
            at(91) + "value-map: expected none, since there is no value to read, found a map"),
        row(
            "patterns and conversions",
            metric(
                "{name: m, type: gauge, help: M., value: n, pattern: \"[0-9]+\", as: litres}\n"
                    + "      - {name: o, type: gauge, help: O., value: n, pattern: \"(a\"}"),
            at(61) + "pattern: expected a group in parentheses, found '[0-9]+'",
            at(75)
                + "as: expected one of number, bytes, duration, timestamp, percent, boolean, found"
                + " 'litres'",
            "sonde.yaml:8:61 collectors[0].metrics[1].pattern: expected a regular expression (RE2),"
                + " found an error: error parsing regexp: missing closing ): `(a`"),
        row(
            "a stateset",
            metric(
                "{name: m, type: stateset, help: M., value: n, scale: 2, on-missing: 3,"
                    + " as: bytes}\n"
                    + "      - {name: o, type: gauge, help: O., value: n, states: [A]}\n"
                    + "      - {name: p, type: stateset, help: P., value: n, states: [A, A],"
                    + " labels: {myapp_p: n}}"),
            at(9) + "states: expected a list of states, found nothing",
            at(62) + "scale: expected none, since a stateset reads its state, found '2'",
            at(77) + "on-missing: expected skip or fail, found '3'",
            at(84) + "as: expected none, since a stateset reads its state, found 'bytes'",
            "sonde.yaml:8:60 collectors[0].metrics[1].states: expected none, since only a stateset"
                + " has states, found a list",
            "sonde.yaml:9:67 collectors[0].metrics[2].states[1]: expected each state once, found"
                + " 'A'",
            "sonde.yaml:9:79 collectors[0].metrics[2].labels: expected a label other than"
                + " 'myapp_p', which has the states"),
        row(
            "buckets and quantiles of rows",
            metric(
                "{name: m, type: gauge, help: M., value: n, le: n, quantile: q, sum: s}\n"
                    + "      - {name: o, type: histogram, help: O., value: n, sum: s}\n"
                    + "      - {name: p, type: histogram, help: P., value: n, le: b, buckets:"
                    + " native}\n"
                    + "      - {name: q, type: summary, help: Q., value: n, quantile: $rows}\n"
                    + "      - {name: r, type: histogram, help: R., value: $duration, le: b}"),
            at(56) + "le: expected none, since only a histogram has buckets, found 'n'",
            at(69) + "quantile: expected none, since only a summary has quantiles, found 'q'",
            at(77) + "sum: expected none, since only histograms and summaries have one, found 's'",
            "sonde.yaml:8:61 collectors[0].metrics[1].sum: expected none without le, found 's'",
            "sonde.yaml:9:72 collectors[0].metrics[2].buckets: expected none together with"
                + " `le`, found 'native'",
            "sonde.yaml:10:64 collectors[0].metrics[3].quantile: expected a field of the row, found"
                + " '$rows'",
            "sonde.yaml:11:53 collectors[0].metrics[4].value: expected a field of the row beside b,"
                + " found $duration"),
        row(
            "a time",
            metric("{name: m, type: histogram, help: M., value: n, timestamp: t}"),
            at(67)
                + "timestamp: expected none, since only counters, gauges and untyped metrics have a"
                + " time, found 't'"),
        row(
            "a prefix of a collector",
            collector("prefix: Big", "{name: m, type: gauge, help: M., value: n}"),
            "sonde.yaml:7:13 collectors[1].prefix: expected lower case letters, digits and single"
                + " underscores, such as myapp, found 'Big'"),
        row(
            "a prefix of names that stay",
            collector(
                "{prefix: big, names: verbatim}".replaceAll("[{}]", "").replace(", ", "\n    "),
                "{name: \"a-b\", type: gauge, help: M., value: n}, {name: __m, type: gauge, help:"
                    + " M., value: n}, {name: sonde_x, type: gauge, help: M., value: n}"),
            "sonde.yaml:7:13 collectors[1].prefix: expected none with names: verbatim, found 'big'",
            "sonde.yaml:9:22 collectors[1].metrics[0].name: expected letters, digits, underscores"
                + " and colons, without a digit or __ at the start, found 'a-b'",
            "sonde.yaml:9:70 collectors[1].metrics[1].name: expected letters, digits, underscores"
                + " and colons, without a digit or __ at the start, found '__m'",
            "sonde.yaml:9:116 collectors[1].metrics[2].name: expected a name that does not begin"
                + " with sonde_, jvm_, process_, found 'sonde_x'"),
        row(
            "an empty prefix and a name of Sonde's own",
            collector("prefix: \"\"", "{name: jvm_x, type: gauge, help: M., value: n}"),
            "sonde.yaml:8:22 collectors[1].metrics[0].name: expected a name that does not begin"
                + " with sonde_, jvm_, process_, found 'jvm_x'"),
        row(
            "no label of the target",
            """
            targets: [{name: t, jdbc: {url: "jdbc:h2:mem:t"}}, {name: u, jdbc: {url: "jdbc:h2:mem:u"}}]
            collectors:
              - name: c
                targets: [t, u]
                target-label: false
                max-metrics: 0
                sql: S
                metrics: [{name: m, type: gauge, help: M., value: n, labels: {target: n, le: n}}]
            """,
            "sonde.yaml:5:19 collectors[0].target-label: expected true for a collector of 2"
                + " targets, since otherwise their series would have the same"
                + " labels",
            "sonde.yaml:6:18 collectors[0].max-metrics: expected a whole number from 1 to 10000,"
                + " found '0'",
            "sonde.yaml:8:82 collectors[0].metrics[0].labels.le: expected a label other than le,"
                + " quantile and __…, found 'le'"),
        row(
            "names that rows make",
            metric(
                """
                {name: "{n}_total", type: gauge, help: M., value: n}
                      - {name: "a_{n}", type: counter, help: M., value: n}
                      - {name: "a_{n}", type: histogram, help: M., value: n}
                      - {name: "A_{n}", type: gauge, help: M., value: n}
                      - {name: "a_{$rows}", type: gauge, help: M., value: n}
                      - {name: "a_{n", type: gauge, help: M., value: n}
                      - {name: "a_{n}", type: gauge, help: M., value: $rows}\
                """),
            at(16) + "name: expected _total at the end of counters only, found '{n}_total'",
            "sonde.yaml:8:16 collectors[0].metrics[1].name: expected the name of a counter to end"
                + " in _total, found 'a_{n}'",
            "sonde.yaml:9:16 collectors[0].metrics[2].name: expected a name without fields for a"
                + " type other than counter, gauge and untyped, found 'a_{n}'",
            "sonde.yaml:10:16 collectors[0].metrics[3].name: expected lower case letters, digits"
                + " and underscores around the fields, found 'A_{n}'",
            "sonde.yaml:11:16 collectors[0].metrics[4].name: expected a field of the row, found"
                + " '$rows'",
            "sonde.yaml:12:16 collectors[0].metrics[5].name: expected a field in each pair of"
                + " braces, {{ for a brace, found 'a_{n'",
            "sonde.yaml:13:16 collectors[0].metrics[6].name: expected no fields, since $rows is of"
                + " the read and not of a row, found 'a_{n}'"),
        row(
            "labels of a target",
            """
            targets: [{name: t, labels: {__x: a, target: b, env: c}, jdbc: {url: "jdbc:h2:mem:t"}}]
            collectors:
              - name: c
                targets: [t]
                sql: S
                metrics: [{name: m, type: gauge, help: M., value: n, labels: {env: n}}]
            """,
            "sonde.yaml:1:11 targets[0].labels.env: expected a label that no metric has, found"
                + " 'env', which myapp_m has",
            "sonde.yaml:1:35 targets[0].labels.__x: expected a label other than target, le,"
                + " quantile and __…, found '__x'",
            "sonde.yaml:1:46 targets[0].labels.target: expected a label other than target, le,"
                + " quantile and __…, found 'target'"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void problems(String what, String yaml, List<String> expected) {
    var problems = catchThrowableOfType(ConfigException.class, () -> load(yaml));
    assertThat(problems).as(what).isNotNull();
    assertThat(
            String.valueOf(problems.getMessage())
                .replaceAll("/\\S*/sonde.yaml", "sonde.yaml")
                .lines())
        .as(what)
        .containsExactlyElementsOf(expected);
  }

  private SondeConfig load(String yaml) throws IOException, ConfigException {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), Settings.whole(yaml));
    return Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of());
  }

  @Test
  void namesAreMadeOfThePrefixOfTheirCollector() throws Exception {
    String gauge = "{name: \"%s\", type: gauge, help: M., value: n}";
    assertThat(names(collector("every: 1m", gauge.formatted("m")))).containsExactly("myapp_m");
    assertThat(names(collector("prefix: pg", gauge.formatted("m")))).containsExactly("pg_m");
    assertThat(names(collector("prefix: \"\"", gauge.formatted("m")))).containsExactly("m");
    assertThat(names(collector("names: verbatim", gauge.formatted("A:b__c_count"))))
        .containsExactly("A:b__c_count");
    assertThat(names(collector("prefix: pg", gauge.formatted("settings_{n}"))))
        .containsExactly("pg_settings_{n}");
  }

  private List<String> names(String yaml) throws IOException, ConfigException {
    return load(yaml).collectors().get(1).metrics().stream().map(MetricConfig::name).toList();
  }
}
