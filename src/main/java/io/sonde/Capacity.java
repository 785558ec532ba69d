package io.sonde;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/**
 * The heap and the file handles that the process may use and uses now.
 *
 * @param heap the largest size of the heap, in bytes
 * @param heapUsed bytes of the heap that are in use after a garbage collection
 * @param handles file handles that the process may have open
 * @param handlesUsed how many are open
 */
record Capacity(long heap, long heapUsed, long handles, long handlesUsed) {
  /** The capacity now. Collects garbage first, which takes about 10 ms at the start. */
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
