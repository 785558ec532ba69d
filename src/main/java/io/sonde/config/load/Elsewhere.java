package io.sonde.config.load;

import io.sonde.yaml.Section;
import io.sonde.yaml.Type;
import io.sonde.yaml.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The type of a section whose keys are described elsewhere in the manual. Immutable. */
record Elsewhere(Type<Section> type, String words) implements Type<Section> {
  @Override
  public Map<String, Object> schema() {
    return type.schema();
  }

  @Override
  public @Nullable Section read(Value value) {
    return type.read(value);
  }
}
