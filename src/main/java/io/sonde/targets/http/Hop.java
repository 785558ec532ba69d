package io.sonde.targets.http;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way. Immutable.
 *
 * @param body null for none
 * @param headers beside those of the target; they are not sent away from home
 * @param atHome false once a redirect has led away from the target's origin
 */
record Hop(
    URI uri, String method, @Nullable String body, Map<String, String> headers, boolean atHome) {
  Hop {
    headers = Map.copyOf(headers);
  }

  /** As messages name it: without its query, which may be secret. */
  @Override
  public String toString() {
    return "%s %s%s".formatted(method, origin(uri), uri.getRawPath());
  }

  /** Scheme, host and port, as in {@code https://host:8443}. */
  static String origin(URI uri) {
    int usual = scheme(uri).equals("https") ? 443 : 80;
    String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
    return scheme(uri) + "://" + host(uri) + port;
  }

  static String scheme(URI uri) {
    return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
  }

  static String host(URI uri) {
    return String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
  }
}
