package io.sonde.targets.jmx.rmi;

import static io.sonde.targets.jmx.rmi.Serialized.bytes;
import static io.sonde.targets.jmx.rmi.Serialized.memory;
import static io.sonde.targets.jmx.rmi.Serialized.reader;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which values are read from the serialized objects of a server. */
@SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // attributes may be of these types
class SerialReaderTest {
  // Values.

  static Stream<Arguments> values() throws Exception {
    var adder = new LongAdder();
    adder.add(7);
    var sum = new DoubleAdder();
    sum.add(1.5);
    return Stream.of(
        Arguments.of("text", "text"),
        Arguments.of("é \0 漢 😀", "é \0 漢 😀"),
        Arguments.of("x".repeat(70_000) + "é", "x".repeat(70_000) + "é"),
        Arguments.of(true, true),
        Arguments.of('c', 'c'),
        Arguments.of((byte) 1, (byte) 1),
        Arguments.of((short) 2, (short) 2),
        Arguments.of(3, 3),
        Arguments.of(4L, 4L),
        Arguments.of(5.5f, 5.5f),
        Arguments.of(6.5, 6.5),
        Arguments.of(
            new BigInteger("-123456789012345678901"), new BigInteger("-123456789012345678901")),
        Arguments.of(new BigDecimal("1.50"), new BigDecimal("1.50")),
        Arguments.of(new AtomicInteger(1), 1),
        Arguments.of(new AtomicLong(2), 2L),
        Arguments.of(new AtomicBoolean(true), true),
        Arguments.of(adder, 7L),
        Arguments.of(sum, 1.5),
        Arguments.of(TimeUnit.SECONDS, "SECONDS"),
        Arguments.of(new Date(1_500), Instant.ofEpochMilli(1_500)),
        Arguments.of(new java.sql.Timestamp(1_500), Instant.ofEpochMilli(1_500)),
        Arguments.of(Instant.ofEpochSecond(1, 2), Instant.ofEpochSecond(1, 2)),
        Arguments.of(Duration.ofSeconds(1, 2), Duration.ofSeconds(1, 2)),
        Arguments.of(new ObjectName("a:b=c,a=\"x,y\""), new ObjectName("a:b=c,a=\"x,y\"")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void plainValuesAreTaken(Object sent, Object expected) throws Exception {
    assertThat(read(sent)).isEqualTo(expected);
  }

  static Stream<Map<?, ?>> maps() {
    var synced = Collections.synchronizedMap(new TreeMap<>(Map.of("a", 1, "b.c", "x")));
    return Stream.of(
        Map.of("a", 1, "b.c", "x"),
        new HashMap<>(Map.of("a", 1, "b.c", "x")),
        new TreeMap<>(Map.of("a", 1, "b.c", "x")),
        new ConcurrentHashMap<>(Map.of("a", 1, "b.c", "x")),
        new ConcurrentSkipListMap<>(Map.of("a", 1, "b.c", "x")),
        new java.util.Hashtable<>(Map.of("a", 1, "b.c", "x")),
        properties(),
        Collections.unmodifiableMap(synced));
  }

  private static java.util.Properties properties() {
    var properties = new java.util.Properties();
    properties.putAll(Map.of("a", 1, "b.c", "x"));
    return properties;
  }

  @ParameterizedTest
  @MethodSource("maps")
  void mapsHaveTheirKeysAsNames(Map<?, ?> sent) throws Exception {
    RmiSession.Data map = data(sent);

    assertThat(map.what()).isEqualTo("a map with 2 entries");
    assertThat(map.names()).containsExactlyInAnyOrder("a", "b.c");
    assertThat(map.item("a")).isEqualTo(1);
    assertThat(map.item("b.c")).isEqualTo("x");
    assertThat(map.item("c")).isNull();
  }

  @Test
  void keysOfAllSortsBecomeTexts() throws Exception {
    Map<Object, Object> sent = new HashMap<>();
    sent.put(8080, 1);
    sent.put(TimeUnit.SECONDS, 2);
    sent.put(new ObjectName("a:b=c"), 3);
    sent.put(null, 4);
    sent.put(List.of("h", 80), 5);
    sent.put(URI.create("a:b"), 6);

    assertThat(data(sent).names())
        .containsExactlyInAnyOrder("8080", "SECONDS", "a:b=c", "null", "h,80", "a java.net.URI");
  }

  @Test
  void singleAndEmptyMapsAreMapsToo() throws Exception {
    assertThat(data(Collections.singletonMap("a", 1)).item("a")).isEqualTo(1);
    assertThat(data(Map.of("a", 1)).item("a")).isEqualTo(1);
    assertThat(data(Map.of()).names()).isEmpty();
    assertThat(data(Collections.emptyMap()).what()).isEqualTo("a map with 0 entries");
  }

  static Stream<java.util.Collection<?>> collections() {
    return Stream.of(
        List.of(1, "x"),
        Set.of(1, "x"),
        new ArrayList<>(List.of(1, "x")),
        new HashSet<>(List.of(1, "x")),
        new java.util.LinkedHashSet<>(List.of(1, "x")),
        new java.util.LinkedList<>(List.of(1, "x")),
        new java.util.ArrayDeque<>(List.of(1, "x")),
        new Vector<>(List.of(1, "x")),
        new java.util.concurrent.CopyOnWriteArrayList<>(List.of(1, "x")),
        java.util.Arrays.asList(1, "x"),
        Collections.unmodifiableList(java.util.Arrays.asList(1, "x")),
        Collections.unmodifiableSet(new HashSet<>(List.of(1, "x"))),
        Collections.synchronizedList(new ArrayList<>(List.of(1, "x"))));
  }

  @ParameterizedTest
  @MethodSource("collections")
  void collectionsHaveElements(java.util.Collection<?> sent) throws Exception {
    assertThat(data(sent).what()).isEqualTo("a collection of 2");
    assertThat(((SerialData) data(sent)).elements()).containsExactlyInAnyOrder(1, "x");
  }

  @Test
  void aSortedSetHasAComparatorBesides() throws Exception {
    var sorted = new java.util.TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    sorted.addAll(List.of("a", "B"));

    assertThat(((SerialData) data(sorted)).elements()).containsExactly("a", "B");
    assertThat(((SerialData) data(new java.util.TreeSet<>(Set.of(1, 2)))).elements())
        .containsExactly(1, 2);
  }

  /** Of arrays, only the type is of use; each must be read to where it ends. */
  @Test
  void arraysAreNamed() throws Exception {
    for (Object array :
        List.of(
            new byte[3],
            new byte[300],
            new char[3],
            new double[3],
            new float[3],
            new int[3],
            new long[3],
            new short[3],
            new boolean[3],
            new String[] {"a"},
            new long[][] {{1}, {2}})) {
      var both = data(List.of(array, "next"));
      assertThat(((SerialData) both).elements().getLast()).isEqualTo("next");
      assertThat(data(array).what()).isEqualTo("an array (" + array.getClass().getTypeName() + ")");
    }
  }

  @Test
  void everythingElseIsOnlyNamed() throws Exception {
    var own = data(new Own("text"));

    assertThat(own.what()).isEqualTo("a " + Own.class.getName());
    assertThat(own.names()).isEmpty();
    assertThat(data(URI.create("http://localhost")).what()).isEqualTo("a java.net.URI");
    assertThat(data(String.class).what()).isEqualTo("the class java.lang.String");
    assertThat(data(BigInteger.ONE.shiftLeft(4_000)).what()).isEqualTo("a java.math.BigInteger");
    assertThat(data(Map.of("uri", URI.create("a:b"), "n", 1)).item("n")).isEqualTo(1);
  }

  @Test
  void dataMayContainItself() throws Exception {
    List<Object> list = new ArrayList<>();
    list.add(list);
    Map<String, Object> map = new HashMap<>();
    map.put("self", map);
    map.put("n", 1);

    assertThat(data(list).what()).isEqualTo("a collection of 1");
    assertThat(data(map).item("n")).isEqualTo(1);
    assertThat(data(map).item("self")).isInstanceOf(RmiSession.Data.class);
  }

  private static RmiSession.Data data(Object sent) throws Exception {
    return (RmiSession.Data) java.util.Objects.requireNonNull(read(sent));
  }

  private static @Nullable Object read(Object object) throws Exception {
    return reader(bytes(object), memory()).object();
  }

  /** Of a package that no value is of. */
  private record Own(String name) implements Serializable {}
}
