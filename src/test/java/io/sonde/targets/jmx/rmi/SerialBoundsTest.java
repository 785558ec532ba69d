package io.sonde.targets.jmx.rmi;

import static io.sonde.targets.jmx.rmi.Serialized.bytes;
import static io.sonde.targets.jmx.rmi.Serialized.memory;
import static io.sonde.targets.jmx.rmi.Serialized.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading takes time and memory in proportion to the bytes, whatever a hostile server sends. */
@SuppressWarnings("JavaUtilDate") // attributes may be of this type
class SerialBoundsTest {
  private static final int LEVELS = 40;

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
}
