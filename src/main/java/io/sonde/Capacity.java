package io.sonde;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/**
 * What the process may use, and what it uses already.
 *
 * @param heap the largest size of the heap, in bytes
 * @param heapUsed what of it is in use and cannot be collected
 * @param handles file handles that the process may have open
 * @param handlesUsed how many are open
 */
record Capacity(long heap, long heapUsed, long handles, long handlesUsed) {
  /** Of this moment. It collects the garbage first: some 10 ms for the heap of a start. */
  static Capacity now() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof UnixOperatingSystemMXBean unix
        ? new Capacity(
            runtime.maxMemory(),
            used,
            unix.getMaxFileDescriptorCount(),
            unix.getOpenFileDescriptorCount())
        : new Capacity(runtime.maxMemory(), used, Long.MAX_VALUE, 0);
  }
}
