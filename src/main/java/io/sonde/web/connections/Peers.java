package io.sonde.web.connections;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How many connections each address has, and which address has more than its share. Not
 * thread-safe.
 *
 * <p>Where there are too many connections, those of such an address are the first to go, and new
 * ones of it are refused as soon as they are accepted, but for some each second: all clients may
 * come from one address, that of a proxy.
 */
final class Peers {
  /**
   * New connections a second that may take the place of others though their address has more than
   * its share. To accept one, to refuse its request and to end another takes about a millisecond of
   * half a processor, while thousands a second may have to be refused.
   */
  static final int EACH_SECOND = 30;

  /** So many new connections of crowding addresses in a second are a flood. */
  static final int FLOOD = 1000;

  private final IntSupplier most;
  private final Map<Object, Integer> counts = new HashMap<>();
  private long second;
  private int asked; // in that second
  private int askedBefore; // in the second before

  /**
   * @param most connections of all addresses together
   */
  Peers(IntSupplier most) {
    this.most = most;
  }

  /** The address at the other end, or something that stands for it. */
  static Object of(SocketChannel channel) {
    try {
      return channel.getRemoteAddress() instanceof InetSocketAddress address
          ? address.getAddress()
          : "local";
    } catch (IOException e) {
      return "gone";
    }
  }

  void add(Object peer) {
    counts.merge(peer, 1, Integer::sum);
  }

  void remove(Object peer) {
    counts.computeIfPresent(peer, (_, count) -> count > 1 ? count - 1 : null);
  }

  /** True when this address has more than what is left to each, if all were treated alike. */
  boolean crowds(Object peer) {
    return counts.getOrDefault(peer, 0) > most.getAsInt() / Math.max(1, counts.size());
  }

  /** For a new connection of an address that crowds. */
  boolean mayReplace(long nanoTime) {
    look(nanoTime);
    return asked++ < EACH_SECOND;
  }

  /** True when so many connections are refused that this takes most of the processor. */
  boolean isFlood(long nanoTime) {
    look(nanoTime);
    return Math.max(asked, askedBefore) > FLOOD;
  }

  private void look(long nanoTime) {
    long passed = nanoTime - second;
    if (passed >= TimeUnit.SECONDS.toNanos(1)) {
      askedBefore = passed < TimeUnit.SECONDS.toNanos(2) ? asked : 0;
      asked = 0;
      second = nanoTime;
    }
  }
}
