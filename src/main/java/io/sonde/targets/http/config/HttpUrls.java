package io.sonde.targets.http.config;

import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Checks URLs and paths of a configuration. Messages do not show them, since they may contain a
 * password.
 */
final class HttpUrls {
  static final String EXPECTED = "an http or https URL";

  /** Replaces an invalid URL. */
  private static final URI INVALID = URI.create("http://invalid");

  private HttpUrls() {}

  /**
   * An absolute URL without user information.
   *
   * @param query true when it may have a query
   */
  static URI read(Section section, Key<String> key, boolean query) {
    String text = section.text(key);
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && (query || uri.getQuery() == null)) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // reported below
    }
    if (!text.isEmpty()) {
      section.problem(
          key,
          "expected an http or https URL with a host, without user information"
              + (query ? "" : " and query"));
    }
    return INVALID;
  }

  /** A path, which starts with a slash and may have a query. */
  static String path(Section section, Key<String> key) {
    String path = section.text(key);
    check(section, key, path, path);
    return path;
  }

  /**
   * Adds a problem for an invalid path.
   *
   * @param plain the path without its placeholders
   */
  static void check(Section section, Key<String> key, String path, String plain) {
    if (!path.isEmpty() && !path.startsWith("/")) {
      section.expected(key, "a path that begins with /");
    } else if (plain.contains("{")) {
      section.expected(key, "a path whose names in braces are parameters");
    } else if (!isPartOfUri(plain)) {
      section.expected(key, "a path with %-escapes for characters that a URL cannot have");
    }
  }

  private static boolean isPartOfUri(String path) {
    try {
      return new URI("http://host" + path).getRawFragment() == null;
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
