package io.sonde.config.load;

import io.sonde.targets.TargetKind;
import io.sonde.yaml.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema of a configuration, or of a file that it includes (draft-07, which editors
 * support best), made from the descriptions of the keys. It checks each value by itself; rules
 * across several values are only checked when the configuration is loaded. Stateless.
 */
final class ConfigSchema {
  private static final Map<String, Object> REFERENCE = Map.of("$ref", "#/definitions/reference");
  private static final Map<String, Object> PLACEHOLDER =
      Map.of("$ref", "#/definitions/placeholder");

  private final List<TargetKind> kinds;

  private ConfigSchema(List<TargetKind> kinds) {
    this.kinds = kinds;
  }

  /** The text of the schema of a file with these keys. */
  static String of(String title, List<Key<?>> keys, List<TargetKind> kinds) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", title);
    schema.putAll(new ConfigSchema(kinds).section(keys, ""));
    schema.put(
        "definitions",
        Map.of(
            "reference",
            Map.of("type", "string", "pattern", "\\$\\{", "description", "A reference: ${NAME}."),
            "placeholder",
            Map.of(
                "type", "string", "pattern", "\\{[^{}]+\\}", "description", "A field: {name}.")));
    return JsonText.of(schema);
  }

  private Map<String, Object> key(Key<?> key, String path) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", described(key));
    Object otherwise = otherwise(key);
    if (otherwise != null) {
      schema.put("default", otherwise);
    }
    List<Key<?>> below =
        key.type() instanceof ConfigKeys.DescribedElsewhere elsewhere
            ? elsewhere.type().keys()
            : key.type().keys();
    if (key.type() instanceof TargetTemplateReader.Template template) {
      schema.putAll(schemas(filling(section(template.filled(), path))));
    } else if (below.isEmpty()) {
      schema.putAll(referring(key.type().schema()));
    } else if (key.type().repeated()) {
      schema.put("type", "array");
      schema.put("items", section(below, path));
    } else {
      schema.putAll(section(below, path));
    }
    return schema;
  }

  private static String described(Key<?> key) {
    String words = key.otherwiseWords();
    return key.meaning() + (words == null ? "" : " Default: " + words + ".");
  }

  /** The default as a JSON value; a duration is a text. */
  private static @Nullable Object otherwise(Key<?> key) {
    String written = key.otherwise();
    Object type = key.type().schema().get("type");
    if (written == null || !key.type().keys().isEmpty()) {
      return null;
    }
    return switch (String.valueOf(type)) {
      case "integer" -> Long.valueOf(written);
      case "number" -> Double.valueOf(written);
      case "boolean" -> Boolean.valueOf(written);
      case "array" -> numbers(written);
      default -> written.startsWith("[") ? numbers(written) : written;
    };
  }

  private static @Nullable List<Double> numbers(String written) {
    List<Double> numbers = new ArrayList<>();
    try {
      for (String number : written.replaceAll("[\\[\\] ]", "").split(",", -1)) {
        numbers.add(Double.valueOf(number));
      }
      return numbers;
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private Map<String, Object> section(List<Key<?>> own, String path) {
    List<Key<?>> keys = new ArrayList<>(own);
    boolean asks =
        own.contains(CollectorReader.TARGETS) || own.contains(DiscoveryReader.QUERY_TARGET);
    if (asks) {
      for (TargetKind kind : kinds) {
        for (Key<?> key : kind.queryKeys()) {
          if (keys.stream().noneMatch(known -> known.name().equals(key.name()))) {
            keys.add(key);
          }
        }
      }
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    keys.forEach(key -> properties.put(key.name(), key(key, path + "/" + key.name())));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    List<String> required =
        keys.stream()
            .filter(key -> key.required() != null && !key.alternative())
            .map(Key::name)
            .toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    List<String> alternatives = keys.stream().filter(Key::alternative).map(Key::name).toList();
    if (!alternatives.isEmpty()) {
      schema.put("oneOf", alternatives.stream().map(ConfigSchema::having).toList());
    }
    if (asks) {
      Map<String, Object> dependencies = dependencies();
      if (!dependencies.isEmpty()) {
        schema.put("dependencies", dependencies);
      }
    }
    return schema;
  }

  private static Map<String, Object> having(String name) {
    return Map.of("required", List.of(name));
  }

  /** Rules for keys of one kind: they need a key that makes the collector one of that kind. */
  private Map<String, Object> dependencies() {
    Map<String, Set<String>> beside = new LinkedHashMap<>();
    for (TargetKind kind : kinds) {
      List<String> leading =
          kind.queryKeys().stream().filter(Key::alternative).map(Key::name).toList();
      kind.queryKeys().stream()
          .filter(key -> !key.alternative())
          .forEach(key ->
              beside.computeIfAbsent(key.name(), _ -> new LinkedHashSet<>()).addAll(leading));
    }
    Map<String, Object> dependencies = new LinkedHashMap<>();
    beside.forEach((key, leading) ->
        dependencies.put(
            key, Map.of("anyOf", leading.stream().map(ConfigSchema::having).toList())));
    return dependencies;
  }

  /**
   * A schema that also accepts a reference in place of each value, and numbers and booleans in
   * quotes, as Sonde does.
   */
  private static Map<String, Object> referring(Map<String, Object> schema) {
    if (schema.containsKey("properties") || schema.get("type") instanceof List<?>) {
      return deeper(schema);
    }
    if (schema.get("anyOf") instanceof List<?> || schema.isEmpty()) {
      return deeper(schema);
    }
    List<Object> any = new ArrayList<>();
    any.add(deeper(schema));
    switch (String.valueOf(schema.get("type"))) {
      case "integer" -> any.add(Map.of("type", "string", "pattern", "^-?\\d+$"));
      case "number" -> any.add(Map.of("type", "string", "pattern", "^[-+.\\deE]+$"));
      case "boolean" -> any.add(Map.of("enum", List.of("true", "false")));
      case "object", "array" -> {
        return deeper(schema);
      }
      default -> {}
    }
    any.add(REFERENCE);
    return Map.of("anyOf", any);
  }

  /** A schema that accepts a placeholder wherever it accepts a reference. */
  private static Object filling(Object schema) {
    return switch (schema) {
      case Map<?, ?> map -> {
        Map<String, Object> filling = schemas(map);
        filling.replaceAll((_, one) -> filling(one));
        yield filling;
      }
      case List<?> list -> {
        List<Object> filling = new ArrayList<>();
        list.forEach(one -> filling.add(filling(one)));
        if (list.contains(REFERENCE)) {
          filling.add(PLACEHOLDER);
        }
        yield filling;
      }
      default -> schema;
    };
  }

  /** The same of all schemas inside of one. */
  private static Map<String, Object> deeper(Map<String, Object> schema) {
    Map<String, Object> result = new LinkedHashMap<>(schema);
    result.replaceAll((keyword, value) ->
        switch (keyword) {
          case "properties" -> {
            Map<String, Object> properties = new LinkedHashMap<>();
            schemas(value).forEach((name, one) -> properties.put(name, referring(schemas(one))));
            yield properties;
          }
          case "items", "additionalProperties" ->
              value instanceof Map<?, ?> ? referring(schemas(value)) : value;
          case "anyOf" ->
              value instanceof List<?> list
                  ? list.stream().map(one -> referring(schemas(one))).toList()
                  : value;
          default -> value;
        });
    return result;
  }

  private static Map<String, Object> schemas(Object value) {
    Map<String, Object> schemas = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, one) -> schemas.put(String.valueOf(name), one));
    }
    return schemas;
  }
}
