package io.sonde.targets.jmx.rmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.sonde.targets.Reading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import java.lang.management.ManagementFactory;
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
import java.util.Random;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is made of what a server sends. */
@SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // attributes may be of these types
class SerialReaderTest {
  private static final int LEVELS = 40;

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

  // Hostile ones.

  /**
   * As an object, its hash takes 2^40 steps. Here it is read once, and what it takes of the memory
   * is in proportion to its bytes.
   */
  @Test
  @Timeout(value = 60, threadMode = SEPARATE_THREAD) // 2^40 steps heed no interrupt
  void setsOfSetsAreReadInProportionToTheirBytes() throws Exception {
    assertThatMemoryIsInProportion(bytes(pairedSets(LEVELS)));
  }

  @Test
  @Timeout(value = 60, threadMode = SEPARATE_THREAD) // 2^40 steps heed no interrupt
  void whatIsSharedAtEveryLevelIsReadInProportionToItsBytes() throws Exception {
    Object list = "bottom";
    Object array = "bottom";
    Object map = "bottom";
    for (int i = 0; i < LEVELS; i++) {
      list = new ArrayList<>(java.util.Arrays.asList(list, list));
      array = new Object[] {array, array};
      map = new TreeMap<>(java.util.Map.of("a", map, "b", map));
    }
    for (Object shared : List.of(list, array, map)) {
      assertThatMemoryIsInProportion(bytes(shared));
    }
  }

  /** References take 5 bytes each: what they refer to must not be copied, or made a text of. */
  @Test
  void thousandsOfReferencesToOneLargeValueCostNoMoreThanTheirBytes() throws Exception {
    var many = new ArrayList<Object>();
    var large = new TreeMap<String, Object>();
    for (int i = 0; i < 10_000; i++) {
      large.put("key " + i, i);
    }
    var keys = new ArrayList<Object>(Collections.nCopies(1_000, "k".repeat(1_000)));
    for (int i = 0; i < 10_000; i++) {
      many.add(large);
      many.add(Collections.unmodifiableMap(large));
      many.add(Collections.singletonMap(keys, large));
      many.add(Collections.singletonMap(large, keys));
    }
    byte[] bytes = bytes(many);
    assertThat(bytes.length).isLessThan(2 << 20);
    assertThatMemoryIsInProportion(bytes);
  }

  private static void assertThatMemoryIsInProportion(byte[] bytes) throws Exception {
    var memory = memory();
    reader(bytes, memory).object();
    assertThat(memory.used()).isLessThan(40L * bytes.length + 1_000);
  }

  /** A set of two sets of the same two sets, and so on. */
  static Set<Object> pairedSets(int levels) {
    Set<Object> root = new HashSet<>();
    Set<Object> left = root;
    Set<Object> right = new HashSet<>();
    for (int i = 0; i < levels; i++) {
      Set<Object> nextLeft = new HashSet<>(Set.of("left"));
      Set<Object> nextRight = new HashSet<>();
      left.add(nextLeft);
      left.add(nextRight);
      right.add(nextLeft);
      right.add(nextRight);
      left = nextLeft;
      right = nextRight;
    }
    return root;
  }

  /** A length says nothing: memory is taken for what has come. */
  @Test
  void lengthsWithoutContentTakeNoMemory() throws Exception {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(0xaced0005);
    for (int i = 0; i < 12; i++) {
      out.writeByte(0x75); // an array
      if (i == 0) {
        out.writeByte(0x72);
        out.writeUTF("[Ljava.lang.Object;");
        out.writeLong(0x90ce589f1073296cL);
        out.writeByte(2);
        out.writeShort(0);
        out.writeByte(0x78);
        out.writeByte(0x70);
      } else {
        out.writeByte(0x71);
        out.writeInt(0x7e0000);
      }
      out.writeInt(1_000_000);
    }
    assertThatItEnds(bytes.toByteArray());
    assertThatItEnds(stream(0x7c, 1L << 30)); // a text
    assertThatItEnds(stream(0x7a, 1 << 30)); // values
    assertThatThrownBy(() -> reader(stream(0x7c, 1L << 40), memory()).object())
        .isInstanceOf(RmiInput.Limit.class);
    assertThatThrownBy(() -> reader(stream(0x7c, -1L), memory()).object())
        .isInstanceOf(RmiInput.Limit.class);
  }

  private static void assertThatItEnds(byte[] bytes) {
    var memory = memory();
    long before = allocated();
    assertThatThrownBy(() -> reader(bytes, memory).object()).isInstanceOf(EOFException.class);
    assertThat(allocated() - before).as("bytes on the heap").isLessThan(3_000_000);
    assertThat(memory.used()).isLessThan(200_000);
  }

  /** What this thread has allocated so far, in bytes. */
  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static byte[] stream(int code, Number length) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(0xaced0005);
    out.writeByte(code);
    if (length instanceof Long number) {
      out.writeLong(number);
    } else {
      out.writeInt(length.intValue());
    }
    return bytes.toByteArray();
  }

  @Test
  void whatIsTooDeepIsRefused() throws Exception {
    Object deep = "bottom";
    for (int i = 0; i < 101; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    byte[] bytes = bytes(deep);
    assertThatThrownBy(() -> reader(bytes, memory()).object())
        .isInstanceOf(RmiInput.Limit.class)
        .hasMessage("an answer that is nested more than 100 deep");
  }

  /** Whatever comes, it is read, or refused by an exception that its reader expects. */
  @Test
  void brokenBytesAreRefused() throws Exception {
    byte[] good =
        bytes(
            List.of(
                new TreeMap<>(Map.of("a", 1L, "b", new long[] {1})),
                new IOException("x"),
                TimeUnit.SECONDS,
                new ObjectName("a:b=c"),
                Duration.ofSeconds(1),
                new BigDecimal("1.5"),
                new Object[] {"x", new Date(1)}));
    var random = new Random(8);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] bad = good.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        bad[4 + random.nextInt(bad.length - 4)] =
            (byte) (random.nextBoolean() ? 0x70 + random.nextInt(15) : random.nextInt(256));
      }
      var memory = memory();
      try {
        reader(bad, memory).object();
      } catch (IOException e) {
        refused++;
      }
      assertThat(memory.used()).isLessThan(1 << 20);
    }
    assertThat(refused).isBetween(1_000, 3_000);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> reader(cut, memory()).object()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsNoSerializationIsSaid() {
    assertThatThrownBy(() -> reader(new byte[] {1, 2, 3, 4}, memory()))
        .isInstanceOf(StreamCorruptedException.class)
        .hasMessage("expected Java serialization, found no serialized objects");
  }

  // What is thrown.

  @Test
  void exceptionsAreReadByTheirClassesAndWords() throws Exception {
    var thrown =
        SerialThrowable.of(
            read(
                new javax.management.MBeanException(
                    new Alien("the queue is gone", new IllegalStateException()), "wrapped")));

    assertThat(thrown.type()).isEqualTo(Alien.class.getName());
    assertThat(thrown).hasMessage("the queue is gone");
    assertThat(thrown.is("java.lang.RuntimeException")).isTrue();
    assertThat(thrown.is("java.io.IOException")).isFalse();
    assertThat(SerialThrowable.isOfConnection(read(new java.rmi.NoSuchObjectException("x"))))
        .isTrue();
    assertThatThrownBy(() -> SerialThrowable.of("text")).hasMessage("expected an exception");
  }

  /** As when an attribute holds what is not serializable. */
  @Test
  void anAnswerThatTheOtherSideBrokeOffSaysWhy() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = out(bytes)) {
      assertThatThrownBy(() -> out.writeObject(new Object[] {"x", new Object()}))
          .isInstanceOf(java.io.NotSerializableException.class);
    }
    assertThatThrownBy(() -> reader(bytes.toByteArray(), memory()).object())
        .isInstanceOf(SerialReader.Aborted.class)
        .hasMessage(
            "the server cannot send it: java.io.NotSerializableException: java.lang.Object");
  }

  private static RmiSession.Data data(Object sent) throws Exception {
    return (RmiSession.Data) java.util.Objects.requireNonNull(read(sent));
  }

  private static @Nullable Object read(Object object) throws Exception {
    return reader(bytes(object), memory()).object();
  }

  static SerialReader reader(byte[] bytes, RmiMemory memory) throws IOException {
    return new SerialReader(new DataInputStream(new ByteArrayInputStream(bytes)), memory);
  }

  static RmiMemory memory() {
    return new RmiMemory(Reading.within(Duration.ofMinutes(1)), 1L << 30);
  }

  /** As RMI writes it: with a place to load the class from. */
  static byte[] bytes(@Nullable Object object) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = out(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static ObjectOutputStream out(ByteArrayOutputStream bytes) throws IOException {
    return new ObjectOutputStream(bytes) {
      @Override
      protected void annotateClass(Class<?> type) throws IOException {
        writeObject("http://127.0.0.1:1/evil.jar");
      }

      @Override
      protected void annotateProxyClass(Class<?> type) throws IOException {
        writeObject(null);
      }
    };
  }

  /** Of a package that no value is of. */
  private record Own(String name) implements Serializable {}

  private static final class Alien extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Alien(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
