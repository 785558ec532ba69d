package io.sonde.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sonde.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerting and recording rules: each alert fires when it should, and only then. */
class RulesTest {
  private static final Path MONITORING = Path.of("k8s/monitoring");
  private static final Path RULES = MONITORING.resolve("prometheus/rules.yaml");
  private static final Path CASES =
      Path.of("src/test/resources/io/sonde/kubernetes/rules-test.yaml");

  @TempDir Path folder;

  private static JsonObject yaml(Path file) throws IOException {
    return Manifests.documents(Files.readString(file)).getFirst().getAsJsonObject();
  }

  private static List<JsonObject> objects(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static List<JsonObject> alerts() throws IOException {
    return objects(yaml(RULES).getAsJsonArray("groups")).stream()
        .flatMap(group -> objects(group.getAsJsonArray("rules")).stream())
        .filter(rule -> rule.has("alert"))
        .toList();
  }

  private static Set<String> names(List<JsonObject> alerts) {
    var names = new TreeSet<String>();
    alerts.forEach(alert -> names.add(alert.get("alert").getAsString()));
    return names;
  }

  @Test
  void prometheusTakesThem() {
    var result =
        Tools.run(List.of(Tools.promtool(), "check", "rules", RULES.toString()), new byte[0]);
    assertThat(result.exit()).as(result.output() + result.errors()).isZero();
    assertThat(result.output()).contains("SUCCESS: 17 rules found");
  }

  @Test
  void theOperatorGetsTheSame() throws IOException {
    assertThat(
            yaml(MONITORING.resolve("prometheusrule.yaml"))
                .getAsJsonObject("spec")
                .getAsJsonArray("groups"))
        .isEqualTo(yaml(RULES).getAsJsonArray("groups"));
  }

  @Test
  void eachAlertFiresWhenItShouldAndOnlyThen() throws IOException {
    Files.copy(RULES, folder.resolve("rules.yaml"));
    Path cases = Files.copy(CASES, folder.resolve("rules-test.yaml"));
    var result =
        Tools.run(List.of(Tools.promtool(), "test", "rules", cases.toString()), new byte[0]);
    assertThat(result.exit()).as(result.output() + result.errors()).isZero();
    assertThat(result.output() + result.errors()).contains("SUCCESS");

    var fires = new TreeSet<String>();
    var silent = new ArrayList<String>();
    for (var test : objects(yaml(CASES).getAsJsonArray("tests"))) {
      for (var one : objects(test.getAsJsonArray("alert_rule_test"))) {
        String name = one.get("alertname").getAsString();
        boolean expected = one.has("exp_alerts") && !one.getAsJsonArray("exp_alerts").isEmpty();
        (expected ? fires : silent).add(name);
      }
    }
    assertThat(fires).isEqualTo(names(alerts()));
    assertThat(silent).containsAll(names(alerts()));
  }

  @Test
  void eachAlertHasItsSectionInTheRunbook() throws IOException {
    String manual = Files.readString(Path.of("src/site/markdown/operations.md"));
    for (var alert : alerts()) {
      String name = alert.get("alert").getAsString();
      assertThat(manual).contains("\n### " + name + "\n");
      var annotations = alert.getAsJsonObject("annotations");
      assertThat(annotations.get("runbook").getAsString()).isEqualTo("operations.md, " + name);
      assertThat(annotations.get("summary").getAsString()).endsWith(".");
      assertThat(alert.getAsJsonObject("labels").get("severity").getAsString())
          .isIn("critical", "warning");
    }
  }
}
