package io.sonde.web.protection;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Refuses requests that come too often (429) or without the right user name and password (401), and
 * adds the configured headers to each answer. The rate limit is checked first, as in
 * exporter-toolkit. Thread-safe.
 */
final class ProtectionFilter implements Filter {
  private static final String HEALTH = "/observe/health";
  private static final String BASIC = "Basic ";

  private final WebProtection protection;
  private final Consumer<Refusal> refusals;

  /**
   * @param refusals called for each refused request
   */
  ProtectionFilter(WebProtection protection, Consumer<Refusal> refusals) {
    this.protection = protection;
    this.refusals = refusals;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    WebConfig config = protection.config();
    boolean exempt = config.exemptHealth() && isHealth(request.prologue().uriPath().path());
    if (!exempt && !protection.withinRate()) {
      throw refused(Refusal.RATE, Status.TOO_MANY_REQUESTS_429);
    }
    config.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (!config.users().isEmpty()) {
      if (!exempt) {
        request.context().register(user(request));
      }
    } else if (protection.verifiesClients()) {
      byCertificate(request).ifPresent(request.context()::register);
    }
    chain.proceed();
  }

  /** Where no users are configured, a client with a verified certificate is one. */
  private static Optional<User> byCertificate(RoutingRequest request) {
    return request.remotePeer().tlsPrincipal().map(client -> new User(client.getName()));
  }

  private static boolean isHealth(String path) {
    return path.equals(HEALTH) || path.startsWith(HEALTH + "/");
  }

  private User user(RoutingRequest request) {
    Optional<String[]> given =
        request.headers().first(HeaderNames.AUTHORIZATION).flatMap(ProtectionFilter::pair);
    if (given.isPresent()) {
      String[] pair = given.get();
      try {
        Optional<Boolean> matches = protection.matches(pair[0], pair[1], client(request));
        if (matches.isEmpty()) {
          throw refused(Refusal.BUSY, Status.SERVICE_UNAVAILABLE_503);
        }
        if (matches.get()) {
          return new User(pair[0]);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw refused(Refusal.BUSY, Status.SERVICE_UNAVAILABLE_503);
      }
    }
    throw refused(Refusal.CREDENTIALS, Status.UNAUTHORIZED_401)
        .header(HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, "Basic"));
  }

  private static InetAddress client(RoutingRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.getLoopbackAddress(); // a socket of this machine
  }

  /** User name and password of a header; empty when the header is invalid. */
  private static Optional<String[]> pair(String header) {
    if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      String text = new String(bytes, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new String[] {text.substring(0, colon), text.substring(colon + 1)});
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private HttpException refused(Refusal refusal, Status status) {
    refusals.accept(refusal);
    return new HttpException(status.reasonPhrase(), status, true);
  }
}
