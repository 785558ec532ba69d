package io.sonde.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads groups of targets from JSON, token by token, so that only what is kept takes memory.
 * Stateless.
 */
final class JsonGroups {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .build();

  private JsonGroups() {}

  /** Adds the groups of a document. */
  static void read(String text, TargetGroups groups) throws ListException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw TargetGroups.unexpected(parser.currentToken() == null ? "no text" : "something else");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        group(parser, groups);
      }
      if (parser.nextToken() != null) {
        throw TargetGroups.unexpected("more after its end");
      }
    } catch (JacksonException _) {
      // Its message quotes the list, whose labels may be secret.
      throw TargetGroups.unexpected("text that is not JSON, or is incomplete");
    }
  }

  private static void group(JsonParser parser, TargetGroups groups) throws ListException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw TargetGroups.unexpected("an entry that is not a group");
    }
    Map<String, String> labels = new LinkedHashMap<>();
    List<String> targets = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      if (key.equals("targets") && parser.currentToken() == JsonToken.START_ARRAY) {
        targets = targets(parser, groups);
      } else if (key.equals("labels") && parser.currentToken() == JsonToken.START_OBJECT) {
        labels(parser, groups, labels);
      } else if (key.equals("labels") && parser.currentToken() != JsonToken.VALUE_NULL) {
        throw TargetGroups.unexpected("labels that are not a map");
      } else {
        parser.skipChildren();
      }
    }
    if (targets == null) {
      throw TargetGroups.unexpected("a group without targets");
    }
    groups.add(targets, labels);
  }

  private static List<String> targets(JsonParser parser, TargetGroups groups) throws ListException {
    List<String> targets = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      targets.add(text(parser));
      groups.checkNumber(targets.size());
    }
    return targets;
  }

  private static void labels(JsonParser parser, TargetGroups groups, Map<String, String> labels)
      throws ListException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      String value = text(parser);
      if (groups.wants(name)) {
        labels.put(name, value);
      }
    }
  }

  private static String text(JsonParser parser) throws ListException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw TargetGroups.unexpected("a target or label that is not a text");
    }
    return parser.getString();
  }
}
