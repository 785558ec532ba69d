package io.sonde.config.load;

import static io.sonde.config.load.ProblemsTest.collector;
import static io.sonde.config.load.ProblemsTest.metric;
import static io.sonde.config.load.ProblemsTest.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sonde.Kinds;
import io.sonde.testing.Settings;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong shapes and choices of collectors and metrics, and beside each the exact problems. */
class ShapeProblemsTest {
  @TempDir Path folder;

  static Stream<Arguments> rows() {
    return Stream.of(
        row(
            "an include that is a map",
            "include: {a: b}\n",
            "sonde.yaml:1:10 include: expected a list of files, found a map"),
        row(
            "labels of a target that are a list",
            "targets: [{name: t, labels: [a], jdbc: {url: 'jdbc:h2:mem:t'}}]\n",
            "sonde.yaml:1:11 targets[0]: expected a collector that reads it, found none for 't'",
            "sonde.yaml:1:29 targets[0].labels: expected a map of labels to their values, found a"
                + " list"),
        row(
            "choices of a collector",
            collector("name: c\ntargets: [t]\nsql: S\nnames: kept\ntarget-label: maybe"),
            "sonde.yaml:9:12 collectors[2].names: expected one of prefixed, verbatim, found 'kept'",
            "sonde.yaml:10:19 collectors[2].target-label: expected true or false, found 'maybe'"),
        row(
            "parameters of SQL",
            collector("name: c\ntargets: [t]\nsql: SELECT :a, :c\nparameters: [{a: 1, b: 2}]"),
            "sonde.yaml:8:10 collectors[2].sql: expected the parameters a, b, found :c"),
        row(
            "a constant that is none",
            metric("{name: m, type: gauge, help: M., constant: x}"),
            "sonde.yaml:7:52 collectors[0].metrics[0].constant: expected a number, found 'x'"),
        row(
            "a stateset without states",
            metric("{name: m, type: stateset, help: M., value: n, states: []}"),
            "sonde.yaml:7:63 collectors[0].metrics[0].states: expected a list of states, found an"
                + " empty list"),
        row(
            "quantiles of rows and of observations",
            metric("{name: m, type: summary, help: M., value: n, quantile: q, quantiles: [0.5]}"),
            "sonde.yaml:7:78 collectors[0].metrics[0].quantiles: expected none together with"
                + " `quantile`, found a list"),
        row(
            "native buckets of another type",
            metric("{name: m, type: untyped, help: M., value: n, buckets: native}"),
            "sonde.yaml:7:63 collectors[0].metrics[0].buckets: expected none, since only a"
                + " histogram has buckets, found 'native'"),
        row(
            "a time of the read",
            metric("{name: m, type: gauge, help: M., value: n, timestamp: $rows}"),
            "sonde.yaml:7:63 collectors[0].metrics[0].timestamp: expected a field of the row, found"
                + " '$rows'"),
        row(
            "names that are verbatim and made of rows",
            metric("{name: 'a-{n}', type: info, help: M.}"),
            "sonde.yaml:7:16 collectors[0].metrics[0].name: expected lower case letters, digits and"
                + " underscores around the fields, found 'a-{n}'"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void problems(String what, String yaml, List<String> expected) throws IOException {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), Settings.whole(yaml));
    var found =
        catchThrowableOfType(
            ConfigException.class,
            () -> Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of()));
    assertThat(found).as(what).isNotNull();
    assertThat(String.valueOf(found.getMessage()).replace(file.toString(), "sonde.yaml").lines())
        .as(what)
        .containsExactlyElementsOf(expected);
  }
}
