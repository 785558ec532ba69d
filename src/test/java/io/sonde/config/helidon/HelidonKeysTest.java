package io.sonde.config.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.json.JsonArray;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Makes {@code helidon-keys.txt} from the metadata in Helidon's jars and compares it with the one
 * that is shipped; {@code -Dsonde.refresh=true} writes it anew, as after a bump of Helidon.
 */
class HelidonKeysTest {
  private static final Path SHIPPED =
      Path.of("src/main/resources/io/sonde/config/helidon/helidon-keys.txt");

  /** Texts, or things that Helidon makes of a text. */
  private static final Set<String> TEXTS =
      Set.of(
          "java.lang.String",
          "java.net.URI",
          "java.util.regex.Pattern",
          "io.helidon.common.Size",
          "io.helidon.webserver.WebServerConfigSupport.ListenerCustomMethods");

  /** What Helidon knows and this service has no use for: to accept it would be a promise. */
  private static final List<String> WITHOUT_EFFECT =
      List.of(
          "metrics.app-name",
          "metrics.app-tag-name",
          "metrics.built-in-meter-name-format",
          "metrics.gc-time-type",
          "metrics.key-performance-indicators",
          "metrics.permit-all",
          "metrics.publishers",
          "metrics.rest-request",
          "metrics.roles",
          "metrics.tags",
          "metrics.timers",
          "metrics.virtual-threads",
          "server.features-discover-services",
          "server.features.cors",
          "server.features.observe.cors",
          "server.features.observe.observers-discover-services",
          "server.shutdown-hook");

  private final Map<String, JsonObject> types = new HashMap<>();
  private final Map<String, String> keys = new TreeMap<>();
  private final Set<String> open = new HashSet<>();

  @Test
  void theShippedKeysAreThoseOfThisHelidon() throws IOException {
    readMetadata();
    add("server", "io.helidon.webserver.WebServer");
    add("metrics", "io.helidon.metrics.api.MetricsConfig");
    add("health", "io.helidon.webserver.observe.health.HealthObserver");
    keys.keySet().removeIf(key -> WITHOUT_EFFECT.stream().anyMatch(key::startsWith));
    List<String> lines = new ArrayList<>();
    lines.add(
        "# The keys that Helidon reads and their types, made by HelidonKeysTest from its"
            + " metadata.");
    keys.forEach((path, type) -> lines.add(path + " " + type));
    String made = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("sonde.refresh")) {
      Files.writeString(SHIPPED, made);
    }
    assertThat(Files.readString(SHIPPED)).isEqualTo(made);
  }

  private void readMetadata() throws IOException {
    for (URL url :
        Collections.list(
            getClass().getClassLoader().getResources("META-INF/helidon/config-metadata.json"))) {
      try (InputStream in = url.openStream()) {
        String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (JsonObject module : objects(JsonParser.create(json).readJsonArray())) {
          module
              .arrayValue("types")
              .ifPresent(all -> objects(all).forEach(t -> types.put(text(t, "type", ""), t)));
        }
      }
    }
    assertThat(types).containsKey("io.helidon.webserver.ListenerConfig");
  }

  private void add(String path, String typeName) {
    JsonObject type = types.get(typeName);
    if (type == null || !open.add(typeName)) {
      keys.put(path, "any"); // unknown to the metadata, or a type inside itself
      return;
    }
    for (String parent : strings(type, "inherits")) {
      add(path, parent);
    }
    type.arrayValue("options").ifPresent(all -> objects(all).forEach(o -> option(path, o)));
    open.remove(typeName);
  }

  private void option(String parent, JsonObject option) {
    String path = parent + "." + text(option, "key", "");
    String type = text(option, "type", "java.lang.String");
    String kind = text(option, "kind", "VALUE");
    if (option.booleanValue("provider", false)) {
      keys.put(path + ".*", "any");
      types.values().stream()
          .filter(t -> strings(t, "provides").contains(type))
          .forEach(t -> {
            keys.remove(path + ".*");
            add(path + "." + text(t, "prefix", ""), text(t, "type", ""));
          });
      return;
    }
    if (option.arrayValue("allowedValues").isPresent()) {
      List<String> values =
          objects(option.arrayValue("allowedValues").orElseThrow()).stream()
              .map(v -> text(v, "value", ""))
              .toList();
      keys.put(path, "one of " + String.join(", ", values));
    } else if (types.containsKey(type)) {
      add(kind.equals("MAP") ? path + ".*" : path, type);
    } else {
      keys.put(path, path.endsWith(".port") ? "port" : simple(type));
    }
  }

  private static String simple(String type) {
    return switch (type) {
      case "java.lang.Integer" -> "int";
      case "java.lang.Long" -> "long";
      case "java.lang.Double" -> "double";
      case "java.lang.Boolean" -> "boolean";
      case "java.time.Duration" -> "duration";
      case "java.nio.file.Path" -> "file";
      default -> TEXTS.contains(type) ? "text" : "any";
    };
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.values().stream().map(v -> v.asObject()).toList();
  }

  private static List<String> strings(JsonObject object, String key) {
    return object.arrayValue(key).stream()
        .flatMap(a -> a.values().stream())
        .map(v -> v.asString().value())
        .toList();
  }

  private static String text(JsonObject object, String key, String otherwise) {
    return object.stringValue(key).orElse(otherwise);
  }
}
