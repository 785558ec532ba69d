package io.sonde.web.protection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The addresses whose logins failed within the last minute, at most {@value #MOST}: beyond that,
 * the one whose last failure is the oldest is forgotten. IPv6 addresses count by their first 64
 * bits, since one client may have all addresses of such a network. Thread-safe.
 */
final class LoginClients {
  static final int MOST = 1_000;
  private static final long LATELY = TimeUnit.MINUTES.toNanos(1);
  private static final int NETWORK_BYTES = 8;

  private final LongSupplier nanoTime;

  // Guarded by this.
  private final Map<InetAddress, Long> latest = new LinkedHashMap<>();
  private final Map<InetAddress, Integer> underWay = new HashMap<>();

  /**
   * @param nanoTime a monotonic clock
   */
  LoginClients(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A login of this address failed. */
  synchronized void failed(InetAddress client) {
    InetAddress network = network(client);
    latest.remove(network);
    latest.put(network, nanoTime.getAsLong());
    if (latest.size() > MOST) {
      latest.remove(latest.keySet().iterator().next());
    }
  }

  /** True when a login of this address failed within the last minute. */
  synchronized boolean failedLately(InetAddress client) {
    Long failed = latest.get(network(client));
    return failed != null && nanoTime.getAsLong() - failed < LATELY;
  }

  /** A login begins; gives how many others of this address are under way. */
  synchronized int begin(InetAddress client) {
    return underWay.merge(network(client), 1, Integer::sum) - 1;
  }

  /** A login that began has ended. */
  synchronized void end(InetAddress client) {
    underWay.computeIfPresent(network(client), (_, count) -> count > 1 ? count - 1 : null);
  }

  private static InetAddress network(InetAddress client) {
    if (!(client instanceof Inet6Address)) {
      return client;
    }
    byte[] bytes = client.getAddress();
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the length is that of an address
    }
  }
}
