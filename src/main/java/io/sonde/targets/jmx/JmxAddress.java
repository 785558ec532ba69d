package io.sonde.targets.jmx;

import io.sonde.targets.jmx.rmi.RmiSession;
import java.net.MalformedURLException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.remote.JMXServiceURL;

/** The address of a JMX server, as the {@code url} of a target gives it. Immutable. */
public sealed interface JmxAddress {
  /** Sonde's own JVM. */
  record Local() implements JmxAddress {}

  /**
   * Another JVM: a name in its RMI registry ({@code host:port}, or {@code
   * service:jmx:rmi:///jndi/rmi://host:port/name}), or a reference to the server itself, as the //
   * local management agent of a JVM publishes it ({@code service:jmx:rmi://127.0.0.1/stub/…}).
   */
  record Remote(RmiSession.Server server) implements JmxAddress {}

  /** The address for messages, without the Base64 text of a reference. */
  default String place() {
    return switch (this) {
      case Local _ -> "this JVM";
      case Remote(RmiSession.Server.Registry(String host, int port, String name)) ->
          (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port + "/" + name;
      case Remote(RmiSession.Server.Stub _) -> "the stub of the URL";
    };
  }

  /**
   * Reads a {@code url}.
   *
   * @throws IllegalArgumentException when the text is not such a URL; the message says what was
   *     expected, and not what was found, since that may contain a password
   */
  static JmxAddress parse(String url) {
    if (url.equals("local")) {
      return new Local();
    }
    if (!url.startsWith("service:jmx:")) {
      return Format.registry(url, url, "jmxrmi");
    }
    String path = Format.path(url);
    if (path.startsWith("/stub/")) {
      return new Remote(
          new RmiSession.Server.Stub(Format.base64(path.substring("/stub/".length()))));
    }
    String jndi = "/jndi/rmi://";
    int slash = path.startsWith(jndi) ? path.indexOf('/', jndi.length()) : -1;
    if (slash < 0 || slash == path.length() - 1) {
      throw Format.expected(url);
    }
    return Format.registry(url, path.substring(jndi.length(), slash), path.substring(slash + 1));
  }

  /** The parts of an address. */
  final class Format {
    private static final Pattern AUTHORITY =
        Pattern.compile("(?:\\[([^\\[\\]/]+)]|([^\\s:/\\[\\]]+))(?::(\\d{1,5}))?");
    private static final int REGISTRY_PORT = 1099;

    private Format() {}

    private static JmxAddress registry(String url, String authority, String name) {
      Matcher matcher = AUTHORITY.matcher(authority);
      // A single word is more likely a mistake than a host with the default port of a registry.
      if (!matcher.matches() || (matcher.group(3) == null && authority.equals(url))) {
        throw expected(url);
      }
      String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      int port = matcher.group(3) == null ? REGISTRY_PORT : Integer.parseInt(matcher.group(3));
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("expected a port from 1 to 65535");
      }
      return new Remote(new RmiSession.Server.Registry(host, port, name));
    }

    private static String path(String url) {
      try {
        JMXServiceURL parsed = new JMXServiceURL(url);
        if (parsed.getProtocol().equals("rmi")) {
          return parsed.getURLPath();
        }
      } catch (MalformedURLException _) {
        // reported below
      }
      throw expected(url);
    }

    private static String base64(String reference) {
      try {
        Base64.getDecoder().decode(reference);
        return reference;
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("expected Base64 after /stub/", e);
      }
    }

    private static IllegalArgumentException expected(String url) {
      String expected =
          url.startsWith("service:jmx:")
              ? "service:jmx:rmi:///jndi/rmi://host:port/name or service:jmx:rmi:///stub/…"
              : "local, host:port or service:jmx:rmi:…";
      return new IllegalArgumentException("expected " + expected);
    }
  }
}
