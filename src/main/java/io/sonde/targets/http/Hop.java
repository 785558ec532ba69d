package io.sonde.targets.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;

/**
 * A request on its way. Immutable.
 *
 * @param request as it is sent
 * @param atHome false once a redirect has led away from the target's origin
 */
record Hop(HttpRequest request, boolean atHome) {
  /** As messages name it: without its query, which may be secret. */
  @Override
  public String toString() {
    return "%s %s%s".formatted(request.method(), origin(request.uri()), request.uri().getRawPath());
  }

  /** Scheme, host and port, as in {@code https://host:8443}. */
  static String origin(URI uri) {
    int usual = scheme(uri).equals("https") ? 443 : 80;
    String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
    return scheme(uri) + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + port;
  }

  static String scheme(URI uri) {
    return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
  }
}
