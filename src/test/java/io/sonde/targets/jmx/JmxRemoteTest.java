package io.sonde.targets.jmx;

import static io.sonde.targets.jmx.JmxReads.AMPLE;
import static io.sonde.targets.jmx.JmxReads.rows;
import static io.sonde.targets.jmx.JmxReads.target;
import static io.sonde.targets.jmx.JmxReads.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.cli.Exit;
import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import io.sonde.testing.Await;
import io.sonde.testing.ClosedPort;
import io.sonde.testing.Command;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads of a JMX server in another JVM that is well. */
class JmxRemoteTest {
  private static final String STATE = "sonde.test:type=State";
  private static JmxProcess server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server =
        JmxProcess.start(
            "-Dtest.port=0",
            "-Dtest.things=1000",
            "-Dtest.path=" + alien(folder),
            "-Dtest.alien=alien.Alien");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** An MBean with attributes of a class that this JVM does not have. */
  private static Path alien(Path folder) throws Exception {
    Path type =
        Files.writeString(
            Files.createDirectories(folder.resolve("alien")).resolve("AlienMBean.java"),
            """
            package alien;
            public interface AlienMBean {
              int getSize();
              Object getGreen();
              Object getNotSerializable();
              Object getOurs();
              int getFailing();
            }
            """);
    Path bean =
        Files.writeString(
            folder.resolve("alien/Alien.java"),
            """
            package alien;
            public class Alien implements AlienMBean {
              public record Green(int size) implements java.io.Serializable {}
              public static class Sad extends RuntimeException {
                Sad() { super("it is sad"); }
              }
              public int getSize() { return 3; }
              public Object getGreen() { return new Green(4); }
              public Object getNotSerializable() { return new Object(); }
              public Object getOurs() { return new io.sonde.targets.jmx.JmxServerMain.Own(5); }
              public int getFailing() { throw new Sad(); }
            }
            """);
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                type.toString(),
                bean.toString());
    assertThat(exit).isZero();
    return folder;
  }

  @Test
  void readsCompositeAndTabularDataOfAnotherJvm() throws Exception {
    try (JmxTarget target = target(server.url())) {
      var rows =
          rows(
              target,
              "java.lang:type=MemoryPool,name=*",
              "name",
              "Type",
              "Usage.used",
              "CollectionUsageThreshold");

      // Serial, see JmxProcess: its names do not change with the machine
      assertThat(rows)
          .extracting(row -> row.get("name"))
          .contains("Eden Space", "Survivor Space", "Tenured Gen", "Metaspace");
      assertThat(rows)
          .allSatisfy(row -> assertThat(row.get("Usage.used")).isInstanceOf(Long.class))
          .allSatisfy(row -> {
            // supported in the heap only
            boolean heap = "HEAP".equals(row.get("Type"));
            assertThat(row.get("CollectionUsageThreshold")).isEqualTo(heap ? 0L : null);
          });
      assertThat(
              value(
                  target, "java.lang:type=Runtime", "SystemProperties.java.specification.version"))
          .isEqualTo(System.getProperty("java.specification.version"));
      assertThat(value(target, "java.lang:type=Threading", "attr:ObjectName"))
          .isEqualTo("java.lang:type=Threading");
    }
  }

  @Test
  void serviceUrlsNameTheSameServer() throws Exception {
    String url = "service:jmx:rmi:///jndi/rmi://localhost:" + server.port() + "/jmxrmi";
    try (JmxTarget target = target(url)) {
      assertThat(value(target, "sonde.test:type=Slow", "Quick")).isEqualTo(1L);
    }
  }

  @Test
  void oneLoginServesAllReadsAlsoAtTheSameTime() throws Exception {
    try (JmxTarget observer = target(server.url());
        JmxTarget target = target(server.url())) {
      value(target, STATE, "Logins");
      long before = number(observer, "Logins");
      var sizes = new ConcurrentLinkedQueue<Object>();
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String thing = "sonde.test:type=Thing,name=" + i;
        readers.add(
            Thread.startVirtualThread(() -> {
              try {
                sizes.add(String.valueOf(value(target, thing, "Size")));
              } catch (Exception e) {
                sizes.add(e);
              }
            }));
      }
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(sizes)
          .hasSize(20)
          .doesNotHaveDuplicates()
          .allSatisfy(size -> assertThat(size).isInstanceOf(String.class));
      assertThat(number(observer, "Logins")).isEqualTo(before);
    }
  }

  @Test
  void aThousandMBeansCostAThousandCalls() throws Exception {
    var read = new JmxQueryConfig(List.of("sonde.test:type=Thing,*", "sonde.test:type=Slow"));
    var fields = Set.of("name", "Size", "State", "Usage.used");
    try (JmxTarget observer = target(server.url());
        JmxTarget target = target(server.url())) {
      AtomicInteger rows = new AtomicInteger();
      Sink sink =
          row -> {
            for (String field : fields) {
              row.field(field);
            }
            rows.incrementAndGet();
          };
      Query query = target.prepare(read, Fields.of(fields));
      query.read(Reading.within(AMPLE), sink);
      long before = number(observer, "Calls");

      query.read(Reading.within(AMPLE), sink);

      // one for each MBean, two patterns, and one to see whether the connection lives;
      // what the MBeans were found to lack before is not asked again
      long calls = number(observer, "Calls") - before;
      // of the observer: validation, query, attributes
      assertThat(calls - 3).isEqualTo(1001 + 2 + 1);
      assertThat(rows).hasValue(2002);
    }
  }

  @Test
  void aValueOrAnExceptionOfAnUnknownClassFailsAloneAndIsNamed() throws Exception {
    String alien = "sonde.test:type=Alien";
    try (JmxTarget target = target(server.url())) {
      Map<String, @Nullable String> messages = new java.util.TreeMap<>();
      var fields = Set.of("Size", "Green", "NotSerializable", "Ours", "Failing");
      target
          .prepare(new JmxQueryConfig(List.of(alien)), Fields.of(fields))
          .read(
              Reading.within(AMPLE),
              row -> {
                for (String field : fields) {
                  try {
                    messages.put(field, String.valueOf(row.field(field)));
                  } catch (ReadException e) {
                    messages.put(field, e.reason() + " " + e.getMessage());
                  }
                }
              });

      String place = "READ sonde.test:type=Alien: the attribute ";
      String noValue = ", which cannot be the value of a metric";
      assertThat(messages)
          .containsEntry("Size", "3")
          .containsEntry("Green", place + "Green is a alien.Alien$Green" + noValue)
          .containsEntry("Failing", place + "Failing cannot be read: alien.Alien$Sad: it is sad")
          .containsEntry(
              "NotSerializable",
              place
                  + "NotSerializable cannot be read: the server cannot send it:"
                  + " java.io.NotSerializableException: java.lang.Object")
          .containsEntry(
              "Ours", place + "Ours is a io.sonde.targets.jmx.JmxServerMain$Own" + noValue);
      assertThat(value(target, "sonde.test:type=Slow", "Quick")).isEqualTo(1L);
    }
  }

  @Test
  void aSlowGetterCostsTheDeadlineAndNoLogin() throws Exception {
    try (JmxTarget observer = target(server.url());
        JmxTarget target = target(server.url())) {
      value(target, "sonde.test:type=Slow", "Quick");
      long before = number(observer, "Logins");

      long start = System.nanoTime();
      assertThatThrownBy(
              () -> rows(target, Duration.ofMillis(1500), List.of("sonde.test:type=Slow"), "Slow"))
          .isInstanceOf(ReadException.class)
          .hasMessageContaining("no answer in time")
          .extracting("reason")
          .isEqualTo(Reason.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(1500), Duration.ofSeconds(10));
      server.awaitSlow();

      assertThat(value(target, "sonde.test:type=Slow", "Quick")).isEqualTo(1L);
      assertThat(number(observer, "Logins")).isEqualTo(before);
    }
  }

  @Test
  void aReadThatIsGivenUpClosesItsOwnSocketsAndCostsNoLogin() throws Exception {
    try (JmxTarget observer = target(server.url());
        JmxTarget target = target(server.url())) {
      value(target, "sonde.test:type=Slow", "Quick");
      long before = number(observer, "Logins");
      var reading = Reading.within(AMPLE);
      var failure = new AtomicReference<@Nullable Throwable>();
      Thread reader = read(target, "Slow", reading, failure);
      server.awaitSlow();

      assertThat(value(target, "sonde.test:type=Slow", "Quick")).isEqualTo(1L);
      reading.cancel();
      assertThat(value(target, "sonde.test:type=Slow", "Quick")).isEqualTo(1L);
      reader.join();
      assertThat(value(target, "sonde.test:type=Slow", "Quick")).isEqualTo(1L);

      assertThat(failure.get())
          .isInstanceOf(ReadException.class)
          .extracting("reason")
          .isEqualTo(Reason.TIMEOUT);
      assertThat(number(observer, "Logins")).isEqualTo(before);
    }
  }

  @Test
  void aLateCancelHarmsNotTheNextRead() throws Exception {
    try (JmxTarget target = target(server.url())) {
      var reading = Reading.within(AMPLE);
      target
          .prepare(new JmxQueryConfig(List.of("sonde.test:type=Slow")), Fields.of(Set.of("Quick")))
          .read(reading, row -> row.field("Quick"));
      target
          .prepare(new JmxQueryConfig(List.of("sonde.test:type=Slow")), Fields.of(Set.of("Quick")))
          .read(
              Reading.within(AMPLE),
              row -> {
                reading.cancel();
                row.field("Quick");
              });
      assertThat(value(target, "sonde.test:type=Slow", "Quick")).isEqualTo(1L);
    }
  }

  @Test
  void anInterruptEndsTheReadAtOnce() throws Exception {
    try (JmxTarget target = target(server.url())) {
      var failure = new AtomicReference<@Nullable Throwable>();
      Thread reader = read(target, "Slow", Reading.within(AMPLE), failure);
      server.awaitSlow();

      reader.interrupt();
      reader.join();

      assertThat(failure.get()).isInstanceOf(InterruptedException.class);
      assertThat(value(target, "sonde.test:type=Slow", "Quick")).isEqualTo(1L);
    }
  }

  @Test
  void closingEndsAReadAndLogsOut() throws Exception {
    try (JmxTarget observer = target(server.url())) {
      JmxTarget target = target(server.url());
      var failure = new AtomicReference<@Nullable Throwable>();
      Thread reader = read(target, "Slow", Reading.within(AMPLE), failure);
      server.awaitSlow();
      long connections = number(observer, "Connections");

      target.close();
      reader.join();

      assertThat(failure.get())
          .isInstanceOf(ReadException.class)
          .hasMessage("the target is closed");
      Await.until(() -> number(observer, "Connections"), now -> now == connections - 1);
      assertThatThrownBy(() -> value(target, STATE, "Logins"))
          .isInstanceOf(ReadException.class)
          .hasMessage("the target is closed");
    }
  }

  @Test
  void aThousandReadsLeaveNothingBehind() throws Exception {
    try (ClosedPort closed = new ClosedPort();
        JmxTarget observer = target(server.url())) {
      long connections = number(observer, "Connections");
      try (JmxTarget good = target(server.url());
          JmxTarget down = target("localhost:" + closed.number())) {
        value(good, "sonde.test:type=Slow", "Quick");
        long descriptors = descriptors();
        for (int i = 0; i < 250; i++) {
          value(good, "sonde.test:type=Slow", "Quick");
          assertThatThrownBy(() -> value(down, STATE, "Logins")).isInstanceOf(ReadException.class);
          assertThatThrownBy(() -> value(good, "sonde.test:type=Alien", "Green"))
              .isInstanceOf(ReadException.class);
          try (JmxTarget another = target(server.url())) {
            value(another, "sonde.test:type=Slow", "Quick");
          }
        }
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
      }
      Await.until(() -> number(observer, "Connections"), now -> now == connections);
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("RMI ") || name.startsWith("RenewClean"));
    }
  }

  private static long number(JmxTarget target, String field) throws Exception {
    return value(target, STATE, field) instanceof Number number ? number.longValue() : -1;
  }

  private static long descriptors() {
    return ((com.sun.management.UnixOperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static Thread read(
      JmxTarget target,
      String field,
      Reading reading,
      AtomicReference<@Nullable Throwable> failure) {
    return Thread.startVirtualThread(() -> {
      try {
        target
            .prepare(new JmxQueryConfig(List.of("sonde.test:type=Slow")), Fields.of(Set.of(field)))
            .read(reading, row -> row.field(field));
      } catch (Exception e) {
        failure.set(e);
      }
    });
  }

  @Test
  void aListOfServersGivesTargetsAndAttributesMetrics(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("servers.yaml"),
        "[{targets: ['%s'], labels: {env: test}}]".formatted(server.url()));
    Path file =
        Files.writeString(
            folder.resolve("sonde.yaml"),
            """
            prefix: t
            discover:
              - name: servers
                files: [servers.yaml]
                target: {name: "{__address__}", labels: {env: "{env}"}, jmx: {url: "{__address__}"}}
                collectors: [things, memory]
            collectors:
              - name: things
                mbeans: sonde.test:type=Thing,name=7
                metrics:
                  - {name: state, type: stateset, help: S., value: State, states: [idle, busy]}
                  - {name: size_bytes, type: gauge, help: S., value: Size, scale: 1000, labels: {thing: "{type} {name}"}}
                  - {name: "thing_{name}", type: untyped, help: S., value: Size}
                  - {name: spread, type: histogram, help: S., value: Size, buckets: native}
              - name: memory
                mbeans: java.lang:type=Runtime
                metrics:
                  - {name: started_seconds, type: gauge, help: S., value: StartTime, scale: 0.001, timestamp: StartTime}
                  - {name: boot, type: gauge, help: B., value: BootClassPathSupported, as: boolean}
                  - {name: version, type: gauge, help: V., value: SpecVersion, pattern: '(\\d+)'}
            """);
    Command done = Command.run("collect", file.toString());
    assertThat(done.exit()).as(done.err()).isEqualTo(Exit.DONE);
    String labels = "env=\"test\",target=\"" + server.url() + "\"";
    assertThat(done.out())
        .contains("t_state{%s,t_state=\"idle\"} 1\n".formatted(labels))
        .contains("t_size_bytes{%s,thing=\"Thing 7\"} 7000.0\n".formatted(labels))
        .contains("t_thing_7{%s} 7.0\n".formatted(labels))
        .contains("t_spread_sum{%s} 7.0\n".formatted(labels));
    assertThat(done.out().lines())
        .as("its time, which is in milliseconds, is the value in seconds and the timestamp")
        .anyMatch(line -> {
          if (!line.startsWith("t_started_seconds{" + labels + "} ")) {
            return false;
          }
          String[] parts = line.substring(line.indexOf('}') + 2).split(" ", 2);
          return new BigDecimal(parts[0]).movePointRight(3).compareTo(new BigDecimal(parts[1]))
              == 0;
        });
  }
}
