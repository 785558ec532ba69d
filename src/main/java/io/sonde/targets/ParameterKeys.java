package io.sonde.targets;

import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The key {@code parameters} of a collector, for kinds whose queries can have parameters. */
public final class ParameterKeys {
  private static final int MOST = 100;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** A list of maps; the query is read once for each of them. */
  public static final Key<List<Map<String, Value>>> PARAMETERS =
      Key.of(
              "parameters",
              Types.textMaps("list of maps of names to texts", "a map of names to values"),
              "One read for each of these maps, with its values in place of `:name` in SQL, and of"
                  + " `{name}` in the path, the headers and the body of an HTTP request. Each name"
                  + " is a field of the rows too. At most "
                  + MOST
                  + " maps, all with the same names.")
          .asSecret();

  private ParameterKeys() {}

  /** The texts of each read; empty when the collector has no parameters. */
  public static List<Map<String, String>> read(Section collector) {
    List<Map<String, String>> all = new ArrayList<>();
    for (Map<String, Value> map : values(collector)) {
      Map<String, String> texts = new LinkedHashMap<>();
      map.forEach((name, value) -> texts.put(name, value.text()));
      all.add(texts);
    }
    return all;
  }

  /** The values of each read as written; empty when the collector has no parameters. */
  public static List<Map<String, Value>> values(Section collector) {
    List<Map<String, Value>> written = collector.find(PARAMETERS);
    if (written == null || written.isEmpty()) {
      return List.of();
    }
    if (written.size() > MOST) {
      collector.problem(
          PARAMETERS, "expected at most %d maps, found %d".formatted(MOST, written.size()));
    }
    Map<String, Value> first = written.getFirst();
    if (first.isEmpty()) {
      collector.problem(PARAMETERS, "expected a name in each map, found none");
    }
    for (Map<String, Value> map : written) {
      map.forEach((name, value) -> {
        if (!NAME.matcher(name).matches()) {
          value.problem("expected a name of letters, digits and _, found another");
        }
      });
      if (!map.keySet().equals(first.keySet())) {
        collector.problem(
            PARAMETERS,
            "expected the same names in each map, found %s and %s"
                .formatted(String.join(", ", first.keySet()), String.join(", ", map.keySet())));
      }
    }
    return written;
  }
}
