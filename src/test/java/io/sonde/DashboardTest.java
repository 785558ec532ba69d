package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.testing.Await;
import io.sonde.testing.Prometheus;
import io.sonde.testing.Raw;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Grafana dashboard: its structure, and its queries against a Prometheus that scrapes Sonde.
 */
class DashboardTest {
  private static final Path FILE = Path.of("k8s/monitoring/grafana/dashboard.json");
  private static final Path RULES = Path.of("k8s/monitoring/prometheus/rules.yaml");
  private static final Set<String> TYPES =
      Set.of("row", "stat", "timeseries", "state-timeline", "heatmap");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  @TempDir private Path folder;

  private static JsonObject dashboard() throws Exception {
    return JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
  }

  private static List<JsonObject> objects(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  /** What Grafana's schema of dashboards (version 39) requires, and what it cannot say. */
  @Test
  void itHasWhatGrafanaRequires() throws Exception {
    var dashboard = dashboard();
    assertThat(dashboard.get("uid").getAsString()).matches("[a-zA-Z0-9_-]{1,40}");
    assertThat(dashboard.get("title").getAsString()).isNotBlank();
    assertThat(dashboard.get("schemaVersion").getAsInt()).isEqualTo(39);
    assertThat(dashboard.has("id")).as("an id belongs to one Grafana").isFalse();
    assertThat(dashboard.getAsJsonObject("time").keySet()).containsExactlyInAnyOrder("from", "to");
    assertThat(objects(dashboard.getAsJsonObject("templating").get("list")))
        .extracting(one -> one.get("name").getAsString())
        .containsExactly("datasource", "job", "instance", "collector", "target");
    var ids = new HashSet<Integer>();
    var places = new HashSet<String>();
    for (var panel : objects(dashboard.get("panels"))) {
      String title = panel.get("title").getAsString();
      assertThat(title).isNotBlank();
      assertThat(ids.add(panel.get("id").getAsInt())).as(title).isTrue();
      String type = panel.get("type").getAsString();
      assertThat(type).isIn(TYPES);
      occupy(places, panel.getAsJsonObject("gridPos"), title);
      if (!type.equals("row")) {
        complete(panel, title);
      }
    }
  }

  private static void occupy(Set<String> places, JsonObject grid, String title) {
    int x = grid.get("x").getAsInt();
    int y = grid.get("y").getAsInt();
    int right = x + grid.get("w").getAsInt();
    assertThat(x).as(title).isNotNegative().isLessThan(right);
    assertThat(right).as(title).isLessThanOrEqualTo(24);
    for (int column = x; column < right; column++) {
      for (int row = y; row < y + grid.get("h").getAsInt(); row++) {
        assertThat(places.add(column + "," + row)).as(title + " overlaps").isTrue();
      }
    }
  }

  private static void complete(JsonObject panel, String title) {
    assertThat(panel.get("description").getAsString()).as(title).isNotBlank();
    assertThat(panel.getAsJsonObject("datasource")).as(title).isEqualTo(source());
    assertThat(panel.getAsJsonObject("fieldConfig").keySet()).contains("defaults", "overrides");
    assertThat(panel.has("options")).as(title).isTrue();
    var references = new HashSet<String>();
    for (var target : objects(panel.get("targets"))) {
      assertThat(references.add(target.get("refId").getAsString())).as(title).isTrue();
      assertThat(target.getAsJsonObject("datasource")).as(title).isEqualTo(source());
      assertThat(target.get("expr").getAsString()).as(title).contains("job=~\"$job\"");
    }
    assertThat(references).as(title).isNotEmpty();
  }

  private static JsonObject source() {
    var source = new JsonObject();
    source.addProperty("type", "prometheus");
    source.addProperty("uid", "${datasource}");
    return source;
  }

  @Test
  void everyQueryGivesDataInAPrometheusThatScrapesSonde() throws Exception {
    var config =
        Kinds.onClassPath()
            .loader(Map.of(), Map.of())
            .load(
                null,
                Map.of(
                    "server.port", new Option("--port", "0"),
                    "server.host", new Option("--host", "127.0.0.1")));
    try (var sonde = Sonde.start(config);
        var prometheus = Prometheus.start(folder, RULES, sonde.port())) {
      var left = new LinkedHashMap<>(queries());
      Await.until(
          () -> {
            Raw.exchange(sonde.port(), Raw.get("/"));
            for (var query : List.copyOf(left.entrySet())) {
              if (hasData(prometheus.query(query.getValue()))) {
                left.remove(query.getKey());
              }
            }
            return left;
          },
          Map::isEmpty);
      for (var group : objects(prometheus.get("/api/v1/rules").get("groups"))) {
        for (var rule : objects(group.get("rules"))) {
          assertThat(rule.get("health").getAsString()).as(rule.toString()).isIn("ok", "unknown");
        }
      }
    }
  }

  /** By place in the dashboard, with its variables as Grafana fills them in. */
  private static Map<String, String> queries() throws Exception {
    var queries = new LinkedHashMap<String, String>();
    for (var panel : objects(dashboard().get("panels"))) {
      for (var target : objects(panel.has("targets") ? panel.get("targets") : new JsonArray())) {
        queries.put(
            panel.get("title").getAsString() + " " + target.get("refId").getAsString(),
            filled(target.get("expr").getAsString()));
      }
    }
    for (var variable : objects(dashboard().getAsJsonObject("templating").get("list"))) {
      if (variable.get("type").getAsString().equals("query")) {
        var values = LABEL_VALUES.matcher(variable.get("definition").getAsString());
        assertThat(values.matches()).isTrue();
        queries.put(
            "$" + variable.get("name").getAsString(),
            filled("group by (%s) (%s)".formatted(values.group(2), values.group(1))));
      }
    }
    return queries;
  }

  private static String filled(String query) {
    return query.replace("$__rate_interval", "1m").replaceAll("\\$\\w+", ".*");
  }

  /** True when there is a number. */
  private static boolean hasData(JsonArray result) {
    var values = new ArrayList<String>();
    objects(result).forEach(one -> values.add(one.getAsJsonArray("value").get(1).getAsString()));
    return values.stream().anyMatch(value -> !value.equals("NaN"));
  }
}
