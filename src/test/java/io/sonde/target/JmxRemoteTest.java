package io.sonde.target;

import static io.sonde.target.JmxReads.rows;
import static io.sonde.target.JmxReads.target;
import static io.sonde.target.JmxReads.value;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JmxRemoteTest {
  private static JmxProcess server;

  @BeforeAll
  static void start() throws Exception {
    server = JmxProcess.start("-Dtest.port=0", "-Dtest.things=100");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void readsTheMBeansOfAnotherJvm() throws Exception {
    try (JmxTarget target = target(server.url())) {
      System.out.println(
          rows(
              target,
              "java.lang:type=MemoryPool,name=*",
              "name",
              "Usage.used",
              "Type",
              "CollectionUsageThreshold"));
      System.out.println(
          rows(
              target,
              "java.lang:type=GarbageCollector,name=*",
              "name",
              "LastGcInfo.memoryUsageAfterGc.Eden Space.used"));
      assertThat(value(target, "sonde.test:type=State", "Logins")).isEqualTo(1L);
      System.out.println(rows(target, "sonde.test:type=State", "Logins", "Calls", "Connections"));
    }
  }
}
