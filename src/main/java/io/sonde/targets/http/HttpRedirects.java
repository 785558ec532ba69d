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
 * Decides which redirects are followed: to the host of the target and to other hosts that the
 * configuration allows, but not to link-local addresses and metadata services of clouds, unless the
 * target has the same address. Immutable and thread-safe.
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
   * The request after a redirect, in the way of browsers: 303 changes any method to GET, 301 and
   * 302 change POST to GET. Headers and credentials of the configuration are sent to the origin of
   * the target only, and not again after a redirect from another origin back to it.
   *
   * @throws ReadException {@code READ} when the redirect has no valid URL, leads from https to
   *     http, or to a host that is not allowed
   */
  Hop after(HttpAnswer answer) throws ReadException {
    Hop hop = answer.hop();
    URI to = answer.location().orElse(null);
    if (to == null || to.getHost() == null || !Hop.scheme(to).matches("https?")) {
      throw refused(answer, "a redirect to an address that is not http or https");
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

  /** This look-up accepts the same notations of addresses as the client. */
  private static boolean isForbidden(String host) {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      return false; // a proxy may be able to resolve it
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
