package io.sonde.simulation;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A queue that fills and empties at random. Collectors read it as the MBean {@code
 * io.sonde:type=Queue,name=orders} of the JVM's own server. It has no thread: each read computes
 * what happened since the last one. Thread-safe.
 */
public final class SimulatedQueue implements SimulatedQueueMBean, AutoCloseable {
  private static final String NAME = "io.sonde:type=Queue,name=orders";
  private static final double PER_SECOND = 2;
  private static final int CAPACITY = 100;

  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private long lastRead;
  private int size;
  private long arrived;

  SimulatedQueue(RandomGenerator random, LongSupplier nanoTime) {
    this.random = random;
    this.nanoTime = nanoTime;
    this.lastRead = nanoTime.getAsLong();
  }

  /** Registers a queue with the platform's MBean server, until it is closed. */
  public static SimulatedQueue open() {
    SimulatedQueue queue = new SimulatedQueue(RandomGenerator.getDefault(), System::nanoTime);
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      unregister(server);
      server.registerMBean(queue, new ObjectName(NAME));
      return queue;
    } catch (JMException e) {
      throw new IllegalStateException("cannot register " + NAME, e);
    }
  }

  @Override
  public synchronized int getSize() {
    advance();
    return size;
  }

  @Override
  public synchronized long getArrived() {
    advance();
    return arrived;
  }

  /** On average, as many messages leave as arrive, so the size varies between empty and full. */
  private void advance() {
    long now = nanoTime.getAsLong();
    double seconds = (now - lastRead) / 1e9;
    lastRead = now;
    int came = around(PER_SECOND * seconds);
    int went = around(PER_SECOND * seconds);
    arrived += came;
    size = Math.clamp((long) size + came - went, 0, CAPACITY);
  }

  /** A random whole number with this mean and, approximately, a Poisson distribution. */
  private int around(double mean) {
    double spread = random.nextGaussian(mean, Math.sqrt(mean));
    return (int) Math.max(0, Math.floor(spread + random.nextDouble()));
  }

  @Override
  public void close() {
    try {
      unregister(ManagementFactory.getPlatformMBeanServer());
    } catch (JMException e) {
      throw new IllegalStateException("cannot unregister " + NAME, e);
    }
  }

  private static void unregister(MBeanServer server) throws JMException {
    try {
      server.unregisterMBean(new ObjectName(NAME));
    } catch (InstanceNotFoundException _) {
      // nothing to unregister
    }
  }
}
