package io.sonde.targets.http;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of a read: the first one, or one after a redirect. Immutable.
 *
 * @param body null for none
 * @param headers in addition to those of the target; sent to the origin of the target only
 * @param atHome false after a redirect has led away from the origin of the target
 */
record Hop(
    URI uri, String method, @Nullable String body, Map<String, String> headers, boolean atHome) {
  Hop {
    headers = Map.copyOf(headers);
  }

  /** The URL for messages, without its query, which may be secret. */
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
