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

  /** The same while there is a flood. */
  static final int EACH_SECOND_OF_FLOOD = 10;

  /** So many new connections in a second, where there are too many, are a flood. */
  static final int FLOOD = 300;

  private final IntSupplier most;
  private final Map<Object, Integer> counts = new HashMap<>();
  private long second;
  private int came; // in that second
  private int asked; // in that second
  private boolean flood; // in that second, or the one before

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

  /**
   * True when this address has more than its share: what is left to each, if all were treated
   * alike. In a flood it is a quarter of that, since the addresses of a flood all have their share.
   */
  boolean crowds(Object peer) {
    int share = most.getAsInt() / Math.max(1, counts.size());
    return counts.getOrDefault(peer, 0) > (flood ? share / 4 : share);
  }

  /** For each new connection where there are too many. */
  void came(long nanoTime) {
    look(nanoTime);
    came++;
    flood |= came > FLOOD;
  }

  /** For a new connection of an address that crowds, after {@link #came}. */
  boolean mayReplace() {
    return asked++ < (flood ? EACH_SECOND_OF_FLOOD : EACH_SECOND);
  }

  /** True when so many connections come that to refuse them takes most of the processor. */
  boolean isFlood(long nanoTime) {
    look(nanoTime);
    return flood;
  }

  private void look(long nanoTime) {
    long passed = nanoTime - second;
    if (passed >= TimeUnit.SECONDS.toNanos(1)) {
      flood = came > FLOOD && passed < TimeUnit.SECONDS.toNanos(2);
      came = 0;
      asked = 0;
      second = nanoTime;
    }
  }
}
