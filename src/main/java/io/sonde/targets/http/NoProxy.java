package io.sonde.targets.http;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are reached without a proxy, in the syntax of the variable NO_PROXY. Immutable.
 *
 * <pre>
 * example.com                     the host and its subdomains
 * .example.com, *.example.com     its subdomains only
 * 10.1.2.3, ::1                   an address
 * 10.0.0.0/8                      a network
 * *                               all hosts
 * </pre>
 *
 * <p>A name or an IPv4 address may have a port.
 */
record NoProxy(List<String> entries) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  NoProxy {
    entries =
        entries.stream()
            .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
            .filter(entry -> !entry.isEmpty())
            .toList();
  }

  /** Parses a list with commas or spaces as separators. */
  static NoProxy of(String list) {
    return new NoProxy(Stream.of(list.split("[,\\s]+")).toList());
  }

  boolean contains(URI to) {
    String host = Hop.host(to).replaceAll("^\\[|]$", "");
    int usual = Hop.scheme(to).equals("https") ? 443 : 80;
    int port = to.getPort() < 0 ? usual : to.getPort();
    return entries.stream().anyMatch(entry -> matches(entry, host, port));
  }

  private static boolean matches(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    int slash = entry.indexOf('/');
    if (slash > 0) {
      return isInNetwork(address(entry.substring(0, slash)), entry.substring(slash + 1), host);
    }
    String name = entry;
    int colon = entry.lastIndexOf(':');
    if (colon > 0 && entry.indexOf(':') == colon) {
      if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
        return false;
      }
      name = entry.substring(0, colon);
    }
    if (name.startsWith("*.")) {
      return host.endsWith(name.substring(1));
    }
    if (name.startsWith(".")) {
      return host.endsWith(name);
    }
    return host.equals(name) || host.endsWith("." + name);
  }

  private static boolean isInNetwork(@Nullable InetAddress network, String bits, String host) {
    InetAddress address = address(host);
    if (network == null || address == null || !bits.matches("\\d{1,3}")) {
      return false;
    }
    byte[] one = network.getAddress();
    byte[] other = address.getAddress();
    int rest = one.length * 8 - Integer.parseInt(bits);
    return one.length == other.length
        && rest >= 0
        && new BigInteger(1, one)
            .shiftRight(rest)
            .equals(new BigInteger(1, other).shiftRight(rest));
  }

  /** The bytes of a literal address; null for a name, which is not resolved. */
  private static @Nullable InetAddress address(String text) {
    try {
      return ADDRESS.matcher(text).matches() ? InetAddress.ofLiteral(text) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
