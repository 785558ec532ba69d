package io.sonde.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class SimulatedQueueTest {
  @Test
  void itWandersBetweenNoneAndFullAsTimePasses() {
    AtomicLong now = new AtomicLong();
    SimulatedQueue queue = new SimulatedQueue(new Random(7), now::get);
    assertThat(queue.getSize()).isZero();
    int most = 0;
    for (int i = 0; i < 1_000; i++) {
      now.addAndGet(5_000_000_000L);
      assertThat(queue.getSize()).isBetween(0, 100);
      most = Math.max(most, queue.getSize());
    }
    assertThat(most).isPositive();
    assertThat(queue.getArrived()).isBetween(9_000L, 11_500L);
  }

  @Test
  void itIsAnMBeanUntilItIsClosed() throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.sonde:type=Queue,name=orders");
    try (SimulatedQueue _ = SimulatedQueue.open();
        SimulatedQueue _ = SimulatedQueue.open()) {
      assertThat(server.getAttribute(name, "Size")).isInstanceOf(Integer.class);
    }
    assertThat(server.isRegistered(name)).isFalse();
  }
}
