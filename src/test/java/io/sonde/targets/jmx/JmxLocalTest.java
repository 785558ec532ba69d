package io.sonde.targets.jmx;

import static io.sonde.targets.jmx.JmxReads.AMPLE;
import static io.sonde.targets.jmx.JmxReads.rows;
import static io.sonde.targets.jmx.JmxReads.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.jdbc.JdbcQueryConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JmxLocalTest {
  // Other tests of this JVM register MBeans, too.
  private static final String DOMAIN = JmxLocalTest.class.getName();

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final List<ObjectName> registered = new ArrayList<>();
  private final JmxTarget target = JmxReads.target("local");

  @AfterEach
  void unregister() throws Exception {
    target.close();
    for (ObjectName name : registered) {
      if (server.isRegistered(name)) {
        server.unregisterMBean(name);
      }
    }
  }

  private String register(Object mbean, String properties) throws Exception {
    var name = new ObjectName(DOMAIN + ":" + properties);
    server.registerMBean(mbean, name);
    registered.add(name);
    return name.toString();
  }

  // Which MBeans.

  @Test
  void eachMBeanIsOneRowWhicheverPatternsSelectItByCanonicalName() throws Exception {
    for (String properties : List.of("type=B,name=1", "name=2,type=A", "type=A,name=1")) {
      register(new Fixed(Map.of()), properties);
    }

    var rows =
        rows(
            target,
            AMPLE,
            List.of(
                DOMAIN + ":type=B,*",
                DOMAIN + ":*",
                DOMAIN + ":type=A,name=1",
                DOMAIN + ":type=C,*"),
            "$domain",
            "type",
            "name");

    assertThat(rows)
        .containsExactly(
            Map.of("$domain", DOMAIN, "type", "A", "name", "1"),
            Map.of("$domain", DOMAIN, "type", "B", "name", "1"),
            Map.of("$domain", DOMAIN, "type", "A", "name", "2"));
  }

  @Test
  void anMBeanThatGoesAwayDuringTheReadGivesNoRow() throws Exception {
    ObjectName second = new ObjectName(DOMAIN + ":name=2");
    register(new Fixed(Map.of("Size", 2)), "name=2");
    register(
        new Fixed(row()) {
          @Override
          public AttributeList getAttributes(String[] names) {
            try {
              server.unregisterMBean(second);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            return attributes("Size", 1);
          }
        },
        "name=1");

    assertThat(rows(target, DOMAIN + ":*", "name", "Size"))
        .containsExactly(Map.of("name", "1", "Size", 1));
  }

  @Test
  void aTreeLikeTomcatsHasQuotedNames() throws Exception {
    register(
        new Fixed(Map.of("currentThreadsBusy", 3, "maxThreads", 200)),
        "type=ThreadPool,name=\"http-nio-8080\"");
    register(
        new Fixed(Map.of("currentThreadsBusy", 0, "maxThreads", 10)),
        "type=ThreadPool,name=\"https-jsse-nio-0.0.0.0-8443\",subType=\"a\\*b\"");
    register(new Fixed(Map.of("activeSessions", 7)), "type=Manager,host=localhost,context=/orders");

    assertThat(rows(target, DOMAIN + ":type=ThreadPool,*", "name", "subType", "currentThreadsBusy"))
        .containsExactly(
            row("name", "http-nio-8080", "subType", null, "currentThreadsBusy", 3),
            row("name", "https-jsse-nio-0.0.0.0-8443", "subType", "a*b", "currentThreadsBusy", 0));
    assertThat(rows(target, DOMAIN + ":type=Manager,*", "host", "context", "activeSessions"))
        .containsExactly(Map.of("host", "localhost", "context", "/orders", "activeSessions", 7));
  }

  // Which attributes.

  @Test
  void keyPropertiesWinAndAPrefixForcesAnAttribute() throws Exception {
    String mbean = register(new Fixed(Map.of("name", 5, "Other", 6)), "name=five");

    assertThat(rows(target, mbean, "name", "attr:name", "Other", "attr:Other", "Nothing"))
        .containsExactly(
            row("name", "five", "attr:name", 5, "Other", 6, "attr:Other", 6, "Nothing", null));
  }

  @Test
  void readsWantedAttributesAndNoOthersInOneCall() throws Exception {
    Fixed mbean = new Fixed(Map.of("Wanted", 1, "Also", 2, "Expensive", 3));
    String name = register(mbean, "name=n");

    rows(target, name, "Wanted", "Also", "name");

    assertThat(mbean.asked).containsExactly("[Wanted, Also]");
  }

  @Test
  void asksNoAttributesWhenTheNameSaysAll() throws Exception {
    Fixed mbean = new Fixed(Map.of("Size", 1));
    String name = register(mbean, "name=n,type=t");

    rows(target, name, "name", "type", "$domain");

    assertThat(mbean.asked).isEmpty();
  }

  // Values.

  @Test
  @SuppressWarnings("JavaUtilDate") // it is what attributes are
  void valuesBecomeNumbersBooleansAndTexts() throws Exception {
    String mbean =
        register(
            new Fixed(
                row(
                    "Long",
                    1L,
                    "Decimal",
                    new BigDecimal("1.5"),
                    "NaN",
                    Double.NaN,
                    "Atomic",
                    new AtomicLong(7),
                    "Truth",
                    true,
                    "AtomicTruth",
                    new AtomicBoolean(true),
                    "Text",
                    "UP",
                    "Letter",
                    'x',
                    "Enum",
                    MemoryType.HEAP,
                    "Date",
                    new Date(1_500),
                    "Duration",
                    Duration.ofMillis(1_500),
                    "Name",
                    new ObjectName("a:b=c"),
                    "Null",
                    null)),
            "name=values");

    Map<String, @Nullable Object> expected =
        row(
            "Long",
            1L,
            "Decimal",
            new BigDecimal("1.5"),
            "NaN",
            Double.NaN,
            "Atomic",
            7L,
            "Truth",
            true,
            "AtomicTruth",
            true,
            "Text",
            "UP",
            "Letter",
            "x",
            "Enum",
            "HEAP",
            "Date",
            1.5,
            "Duration",
            1.5,
            "Name",
            "a:b=c",
            "Null",
            null);
    assertThat(rows(target, mbean, expected.keySet().toArray(String[]::new)))
        .containsExactly(expected);
  }

  @Test
  void compositeDataOfMemoryPoolsIsReadByPath() throws Exception {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      String mbean = pool.getObjectName().toString();
      assertThat(value(target, mbean, "name")).isEqualTo(pool.getName());
      assertThat(value(target, mbean, "Usage.used")).isInstanceOf(Long.class);
      assertThat(value(target, mbean, "Usage.max")).isEqualTo(pool.getUsage().getMax());
      assertThat(value(target, mbean, "Type")).isEqualTo(pool.getType().name());
      assertThat(value(target, mbean, "Usage.nothing")).isNull();
      // Not all support these: an exception of theirs, a composite that is null.
      assertThat(value(target, mbean, "UsageThreshold"))
          .isEqualTo(pool.isUsageThresholdSupported() ? pool.getUsageThreshold() : null);
      assertThat(value(target, mbean, "CollectionUsage.max"))
          .isEqualTo(pool.getCollectionUsage() == null ? null : pool.getCollectionUsage().getMax());
    }
  }

  @Test
  void tabularDataOfTheLastGarbageCollectionIsReadByIndex() throws Exception {
    var pools = new TreeSet<String>();
    for (int i = 0; i < 100 && pools.isEmpty(); i++) {
      System.gc();
      for (var row : rows(target, "java.lang:type=GarbageCollector,*", "name", "LastGcInfo.id")) {
        if (row.get("LastGcInfo.id") != null) {
          String mbean = "java.lang:type=GarbageCollector,name=" + row.get("name");
          for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            String used = "LastGcInfo.memoryUsageAfterGc." + pool.getName() + ".committed";
            if (value(target, mbean, used) instanceof Long) {
              pools.add(pool.getName());
            }
          }
        }
      }
    }
    // "G1 Eden Space", "Eden Space": names with spaces
    assertThat(pools).anyMatch(name -> name.contains(" "));
  }

  // Failures.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Broken         | cannot be read: java.lang.IllegalStateException: the queue is gone
          Letters        | is an array (char[]), which cannot be the value of a metric
          Numbers        | is an array (long[]), which cannot be the value of a metric
          Thing          | is a java.lang.Object, which cannot be the value of a metric
          """)
  void whatIsNoValueFailsWithMBeanAndAttribute(String field, String message) throws Exception {
    String mbean =
        register(
            new Fixed(
                row(
                    "Broken",
                    new IllegalStateException("the queue is gone"),
                    "Letters",
                    new char[2],
                    "Numbers",
                    new long[2],
                    "Thing",
                    new Object())),
            "name=failing");

    assertThatThrownBy(() -> rows(target, mbean, field))
        .isInstanceOf(ReadException.class)
        .hasMessage(mbean + ": the attribute " + field + " " + message)
        .extracting("reason")
        .isEqualTo(Reason.READ);
  }

  @Test
  void compositeDataWithoutAnItemSaysWhichThereAre() {
    assertThatThrownBy(() -> value(target, "java.lang:type=Memory", "HeapMemoryUsage"))
        .hasMessage(
            "java.lang:type=Memory: the attribute HeapMemoryUsage is composite data with the items"
                + " committed, init, max, used, which cannot be the value of a metric");
  }

  @Test
  void aFailingAttributeHarmsNoOther() throws Exception {
    String mbean =
        register(new Fixed(row("Broken", new IllegalStateException("no"), "Size", 3)), "name=half");
    AtomicReference<@Nullable Object> size = new AtomicReference<>();

    target
        .prepare(new JmxQueryConfig(List.of(mbean)), Fields.of(Set.of("Broken", "Size")))
        .read(Reading.within(AMPLE), row -> size.set(row.field("Size")));

    assertThat(size.get()).isEqualTo(3);
  }

  @Test
  void anAttributeThatThisJvmDoesNotSupportIsMissing() throws Exception {
    String mbean =
        register(new Fixed(row("Load", new UnsupportedOperationException("no"))), "name=old");

    assertThat(value(target, mbean, "Load")).isNull();
  }

  @Test
  void whatTheMappingThrowsReachesTheCaller() {
    var refused = new ReadException(Reason.MAPPING, "no number", null);
    assertThatThrownBy(() ->
            target
                .prepare(
                    new JmxQueryConfig(List.of("java.lang:type=Runtime")),
                    Fields.of(Set.of("Uptime")))
                .read(
                    Reading.within(AMPLE),
                    _ -> {
                      throw refused;
                    }))
        .isSameAs(refused);
  }

  @Test
  void aSlowGetterCostsItsOwnReadAndNoOther() throws Exception {
    var reached = new CountDownLatch(1);
    String slow =
        register(
            new StandardMBean(
                (JmxServerMain.ThingMBean)
                    new JmxServerMain.ThingMBean() {
                      @Override
                      public long getSize() {
                        reached.countDown();
                        try {
                          new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                        return 1;
                      }

                      @Override
                      public String getState() {
                        return "idle";
                      }
                    },
                JmxServerMain.ThingMBean.class),
            "name=slow");
    var failure = new AtomicReference<@Nullable Throwable>();
    var reading = Reading.within(AMPLE);
    Thread reader =
        Thread.startVirtualThread(() -> {
          try {
            target
                .prepare(new JmxQueryConfig(List.of(slow)), Fields.of(Set.of("Size")))
                .read(reading, _ -> {});
          } catch (Exception e) {
            failure.set(e);
          }
        });
    reached.await();

    assertThat(value(target, slow, "State")).isEqualTo("idle");

    reading.cancel();
    reader.interrupt();
    reader.join();
    assertThat(failure.get())
        .isInstanceOf(ReadException.class)
        .extracting("reason")
        .isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void anInterruptedReadEndsSo() throws Exception {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> rows(target, "java.lang:type=Runtime", "Uptime"))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void takesNoReadsOfOtherKinds() {
    assertThatThrownBy(() ->
            target
                .prepare(new JdbcQueryConfig("SELECT 1"), Fields.of(Set.of()))
                .read(Reading.within(AMPLE), _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a query of kind jmx, found one of jdbc");
  }

  private static Map<String, @Nullable Object> row(@Nullable Object... pairs) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put((String) pairs[i], pairs[i + 1]);
    }
    return row;
  }

  private static AttributeList attributes(String name, @Nullable Object value) {
    var list = new AttributeList();
    list.add(new Attribute(name, value));
    return list;
  }

  /** Has fixed attributes; those that are exceptions are thrown. Knows what it was asked for. */
  private static class Fixed implements DynamicMBean {
    private final Map<String, @Nullable Object> attributes;
    private final List<String> asked = new ArrayList<>();

    Fixed(Map<String, @Nullable Object> attributes) {
      this.attributes = attributes;
    }

    @Override
    public @Nullable Object getAttribute(String name)
        throws AttributeNotFoundException, MBeanException {
      asked.add(name);
      if (!attributes.containsKey(name)) {
        throw new AttributeNotFoundException(name);
      }
      if (attributes.get(name) instanceof Exception failure) {
        throw new MBeanException(failure);
      }
      return attributes.get(name);
    }

    @Override
    public AttributeList getAttributes(String[] names) {
      asked.add(List.of(names).toString());
      var list = new AttributeList();
      for (String name : names) {
        if (attributes.containsKey(name) && !(attributes.get(name) instanceof Exception)) {
          list.add(new Attribute(name, attributes.get(name)));
        }
      }
      return list;
    }

    @Override
    public void setAttribute(Attribute attribute) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AttributeList setAttributes(AttributeList list) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MBeanInfo getMBeanInfo() {
      return new MBeanInfo(Fixed.class.getName(), "fixed", null, null, null, null);
    }
  }
}
