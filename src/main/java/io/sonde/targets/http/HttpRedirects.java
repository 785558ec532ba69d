package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.config.HttpConfig.Redirects;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Where a redirect may lead: to the target's own host, and to other hosts that the configuration
 * allows. Never to link-local addresses and the metadata services of clouds, unless the target
 * itself is there. Immutable and thread-safe.
 */
final class HttpRedirects {
  /** Metadata services at addresses that are not link-local: of AWS, Alibaba, Azure, Oracle. */
  private static final Set<String> METADATA =
      Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "168.63.129.16", "192.0.0.192");

  private final Redirects config;
  private final HttpRequests requests;

  HttpRedirects(Redirects config, HttpRequests requests) {
    this.config = config;
    this.requests = requests;
  }

  boolean areFollowed() {
    return config.follow();
  }

  /**
   * The request that an answer redirects to, as browsers make it: 303 makes of any method a GET,
   * 301 and 302 of a POST. Headers and credentials of the configuration do not leave the origin of
   * the target, and are not sent again when another origin leads back.
   *
   * @throws ReadException {@code READ} when it leads nowhere, from https to http, or where it may
   *     not
   */
  Hop after(HttpAnswer answer) throws ReadException {
    Hop hop = answer.hop();
    URI to = answer.location().orElse(null);
    if (to == null || to.getHost() == null || !Hop.scheme(to).matches("https?")) {
      throw refused(answer, "a redirect to no http address");
    }
    if (Hop.scheme(to).equals("http") && Hop.scheme(hop.uri()).equals("https")) {
      throw refused(answer, "a redirect from https to http, to " + to.getHost());
    }
    URI home = requests.base();
    if (!Hop.host(to).equals(Hop.host(home))) {
      checkHost(answer, to);
    }
    int status = answer.status();
    boolean becomesGet =
        (status == 303 && !hop.method().equals("HEAD"))
            || (status <= 302 && hop.method().equals("POST"));
    return new Hop(
        to,
        becomesGet ? "GET" : hop.method(),
        becomesGet ? null : hop.body(),
        hop.headers(),
        hop.atHome() && Hop.origin(to).equals(Hop.origin(home)));
  }

  private void checkHost(HttpAnswer answer, URI to) throws ReadException {
    String host = Hop.host(to);
    if (config.hosts().stream().noneMatch(allowed -> matches(allowed, host))) {
      throw refused(
          answer, "a redirect to %s, which is not among redirect-hosts".formatted(to.getHost()));
    }
    if (isForbidden(host)) {
      throw refused(answer, "a redirect to the link-local or metadata address " + to.getHost());
    }
  }

  private static boolean matches(String allowed, String host) {
    String name = allowed.toLowerCase(Locale.ROOT);
    return name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name);
  }

  /** Whatever notation an address is written in: the same look-up as that of the client. */
  private static boolean isForbidden(String host) {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      return false; // a proxy may know it
    }
    for (InetAddress address : addresses) {
      if (isForbidden(address)) {
        return true;
      }
    }
    return false;
  }

  static boolean isForbidden(InetAddress address) {
    String text = address.getHostAddress();
    int zone = address instanceof Inet6Address ? text.indexOf('%') : -1;
    return address.isLinkLocalAddress()
        || METADATA.contains(zone < 0 ? text : text.substring(0, zone));
  }

  private static ReadException refused(HttpAnswer answer, String why) {
    int status = answer.status();
    return new ReadException(
        Reason.READ, status, "%s: answered %d, %s".formatted(answer.hop(), status, why), null);
  }
}
