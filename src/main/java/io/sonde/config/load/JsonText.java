package io.sonde.config.load;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Writes JSON, indented. Stateless. */
final class JsonText {
  private JsonText() {}

  /** The text of a tree of maps, lists and values. */
  static String of(Map<String, Object> tree) {
    StringWriter text = new StringWriter();
    ObjectWriteContext pretty =
        new ObjectWriteContext.Base() {
          @Override
          public DefaultPrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
          }
        };
    try (JsonGenerator json = new JsonFactory().createGenerator(pretty, text)) {
      write(json, tree);
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, one) -> {
          json.writeName(String.valueOf(name));
          write(json, one);
        });
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(one -> write(json, one));
        json.writeEndArray();
      }
      case Boolean truth -> json.writeBoolean(truth);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          json.writeNumber(number.longValue());
      case Double number -> json.writeNumber(number);
      case null -> json.writeNull();
      default -> json.writeString(value.toString());
    }
  }
}
