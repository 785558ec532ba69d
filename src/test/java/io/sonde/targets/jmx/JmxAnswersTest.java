package io.sonde.targets.jmx;

import static io.sonde.targets.jmx.JmxReads.rows;
import static io.sonde.targets.jmx.JmxReads.target;
import static io.sonde.targets.jmx.JmxReads.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the attributes of a JMX server in another JVM may hold, well-meant or not. */
class JmxAnswersTest {
  private static final String ODD = "sonde.test:type=Alien";
  private static JmxProcess server;

  @BeforeAll
  static void start() throws Exception {
    server = JmxProcess.start("-Dtest.port=0", "-Dtest.alien=" + Odd.class.getName());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The types that the attributes of Kafka, Cassandra, Tomcat and HikariCP have, and others. */
  public interface OddMBean {
    Object getValue();

    Map<String, String> getTexts();

    Map<String, Map<Integer, Double>> getNested();

    ObjectName getParent();

    ObjectName[] getChildren();

    TimeUnit getUnit();

    List<String> getNames();

    Set<String> getLive();

    long[] getHistogram();

    MemoryUsage[] getNotSerializable();

    int getSize();

    Set<Object> getSets();

    Object[] getArrays();

    int getRed();
  }

  /** Some of them mean harm. */
  public static final class Odd implements OddMBean {
    @Override
    public Object getValue() {
      return 1.5;
    }

    @Override
    public Map<String, String> getTexts() {
      return Map.of("10.0.0.1", "UP");
    }

    @Override
    public Map<String, Map<Integer, Double>> getNested() {
      return Map.of("a.b", Map.of(95, 0.5));
    }

    @Override
    public ObjectName getParent() {
      try {
        return new ObjectName("a:b=c");
      } catch (javax.management.MalformedObjectNameException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public ObjectName[] getChildren() {
      return new ObjectName[] {getParent()};
    }

    @Override
    public TimeUnit getUnit() {
      return TimeUnit.SECONDS;
    }

    @Override
    public List<String> getNames() {
      return List.of("a", "b");
    }

    @Override
    public Set<String> getLive() {
      return new TreeSet<>(Set.of("a", "b"));
    }

    @Override
    public long[] getHistogram() {
      return new long[165];
    }

    @Override
    public MemoryUsage[] getNotSerializable() {
      return new MemoryUsage[] {new MemoryUsage(0, 0, 0, 0)};
    }

    @Override
    public int getSize() {
      return 3;
    }

    @Override
    public Set<Object> getSets() {
      return Hostile.pairedSets(40);
    }

    @Override
    public Object[] getArrays() {
      Object[] nested = new Object[1_000_000];
      for (int i = 0; i < 11; i++) {
        Object[] outer = new Object[1_000_000];
        outer[0] = nested;
        nested = outer;
      }
      return nested;
    }

    @Override
    public int getRed() {
      throw new IllegalStateException("\u001b[31mred\u001b[0m\nnext line");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Value, 1.5",
    "Texts.10.0.0.1, UP",
    "Nested.a.b.95, 0.5",
    "Parent, a:b=c",
    "Unit, SECONDS",
    "Size, 3",
  })
  void attributesOfTypicalServersAreRead(String field, String expected) throws Exception {
    try (JmxTarget target = target(server.url())) {
      // beside those that mean harm, or are no value
      var rows = rows(target, ODD, field);
      assertThat(rows).hasSize(1);
      assertThat(String.valueOf(rows.getFirst().get(field))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Children        | is an array (javax.management.ObjectName[]), which cannot be the value of a metric
          Names           | is a collection of 2, which cannot be the value of a metric
          Live            | is a collection of 2, which cannot be the value of a metric
          Histogram       | is an array (long[]), which cannot be the value of a metric
          Nested          | is a map with 1 entries, which cannot be the value of a metric
          Sets            | is a collection of 2, which cannot be the value of a metric
          NotSerializable | cannot be read: the server cannot send it: java.io.NotSerializableException: java.lang.management.MemoryUsage
          Red             | cannot be read: java.lang.IllegalStateException: ?[31mred?[0m next line
          """)
  void whatIsNoValueFailsAloneAndHarmsNothing(String field, String message) throws Exception {
    try (JmxTarget target = target(server.url())) {
      assertThatThrownBy(() -> rows(target, ODD, "Size", field))
          .isInstanceOf(ReadException.class)
          .hasMessage(ODD + ": the attribute " + field + " " + message)
          .extracting("reason")
          .isEqualTo(Reason.READ);
      assertThat(value(target, ODD, "Size")).isEqualTo(3);
    }
  }

  @Test
  void anAnswerBeyondTheBoundFailsTheRead() throws Exception {
    try (JmxTarget target = target(server.url())) {
      assertThatThrownBy(() -> value(target, ODD, "Arrays"))
          .isInstanceOf(ReadException.class)
          .hasMessageMatching("localhost:\\d+: an answer of more than 8388608 bytes \\(max-body\\)")
          .extracting("reason")
          .isEqualTo(Reason.LIMIT);
      assertThat(value(target, ODD, "Size")).isEqualTo(3);
    }
  }

  @Test
  void theLastGarbageCollectionIsReadByPool() throws Exception {
    try (JmxTarget target = target(server.url())) {
      var rows =
          rows(
              target,
              "java.lang:type=GarbageCollector,name=MarkSweepCompact",
              "LastGcInfo.memoryUsageAfterGc.Eden Space.committed",
              "LastGcInfo.duration");
      assertThat(rows).hasSize(1);
      assertThat(rows.getFirst().values()).allSatisfy(v -> assertThat(v).isInstanceOf(Long.class));
    }
  }
}
