package io.sonde.targets.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;
import org.junit.jupiter.api.Test;

class MBeanValueTest {
  @Test
  void theLongestKeyThatFitsIsTaken() throws Exception {
    CompositeData data =
        composite(Map.of("a", composite(Map.of("b", 1L, "b.c", 2L)), "a.b", 3L, "a b", 4L));

    assertThat(MBeanValue.at(data, "a.b")).isEqualTo(3L);
    assertThat(MBeanValue.at(data, "a b")).isEqualTo(4L);
    assertThat(MBeanValue.at(data, "ab")).isNull();
    assertThat(MBeanValue.at(composite(Map.of("a", composite(Map.of("b.c", 2L)))), "a.b.c"))
        .isEqualTo(2L);
  }

  @Test
  void rowsOfATableAreFoundByTheirIndex() throws Exception {
    TabularData table =
        table(
            List.of("host", "port"),
            composite(Map.of("host", "10.0.0.1", "port", 80L, "open", 3L)),
            composite(Map.of("host", "10.0.0.1", "port", 443L, "open", 5L)));

    assertThat(MBeanValue.at(table, "10.0.0.1,443.open")).isEqualTo(5L);
    assertThat(MBeanValue.at(table, "10.0.0.1,80.host")).isEqualTo("10.0.0.1");
    assertThat(MBeanValue.at(table, "10.0.0.2,80.open")).isNull();
    assertThatThrownBy(() -> MBeanValue.at(table, "10.0.0.1,80"))
        .hasMessageStartingWith("is composite data with the items host, open, port");
    assertThatThrownBy(() -> MBeanValue.at(table, ""))
        .hasMessage("is a table with 2 rows, which cannot be the value of a metric");
  }

  @Test
  void theRowsOfAMapStandForTheirValues() throws Exception {
    TabularData map =
        table(
            List.of("key"),
            composite(Map.of("key", "java.version", "value", "25")),
            composite(Map.of("key", "java", "value", "?")));

    assertThat(MBeanValue.at(map, "java.version")).isEqualTo("25");
    assertThat(MBeanValue.at(map, "java")).isEqualTo("?");
    assertThat(MBeanValue.at(map, "java.vendor")).isNull();
  }

  @Test
  void plainMapsAreReadByKey() throws Exception {
    assertThat(MBeanValue.at(Map.of(8080, Map.of("a.b", 2)), "8080.a.b")).isEqualTo(2);
    assertThatThrownBy(() -> MBeanValue.at(Map.of("a", 1), ""))
        .hasMessage("is a map with 1 entries, which cannot be the value of a metric");
    assertThatThrownBy(() -> MBeanValue.at(List.of(1), ""))
        .hasMessage("is a collection of 1, which cannot be the value of a metric");
  }

  @Test
  void belowAPlainValueThereIsNothing() throws Exception {
    assertThat(MBeanValue.at(3, "unit")).isNull();
    assertThat(MBeanValue.at("UP", "")).isEqualTo("UP");
    assertThat(MBeanValue.at(null, "unit")).isNull();
  }

  private static CompositeData composite(Map<String, ?> items) throws Exception {
    var names = items.keySet().stream().sorted().toArray(String[]::new);
    var types = new OpenType<?>[names.length];
    for (int i = 0; i < names.length; i++) {
      types[i] =
          switch (items.get(names[i])) {
            case Long _ -> SimpleType.LONG;
            case CompositeData inner -> inner.getCompositeType();
            case null, default -> SimpleType.STRING;
          };
    }
    var type = new CompositeType("c", "c", names, names, types);
    return new CompositeDataSupport(type, new LinkedHashMap<>(items));
  }

  private static TabularData table(List<String> index, CompositeData... rows) throws Exception {
    var type = new TabularType("t", "t", rows[0].getCompositeType(), index.toArray(String[]::new));
    var table = new TabularDataSupport(type);
    table.putAll(rows);
    return table;
  }
}
