package io.sonde.targets;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a target is, for a label that everybody may read: without user, password and parameters.
 * Whatever could be part of a password is left out.
 */
public final class Address {
  private static final Pattern JDBC =
      Pattern.compile(
          "(jdbc:[a-zA-Z0-9+._-]+)(:(?://[^/?;#=]*(?=[/?;#]|$))?)([^?;#]*)(.*)", Pattern.DOTALL);

  /** Characters of URLs that may have credentials before a host, properties, or escaped text. */
  private static final Pattern UNCLEAR = Pattern.compile("[@()%]");

  private Address() {}

  /** Scheme, host and port: a path can be a token. */
  public static String of(URI url) {
    if (url.getHost() == null) {
      return url.getScheme() == null ? url.getPath() : url.getScheme();
    }
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port;
  }

  /**
   * A JDBC URL up to its parameters: {@code jdbc:postgresql://db:5432/orders}. Where a driver may
   * take credentials from other places of the URL, only {@code jdbc:} and the name of the driver
   * are left.
   */
  public static String ofJdbc(String url) {
    Matcher matcher = JDBC.matcher(url);
    if (!matcher.matches()) {
      return "jdbc";
    }
    String driver = matcher.group(1);
    String hosts = matcher.group(2);
    String database = matcher.group(3);
    if (UNCLEAR.matcher(url).find()) {
      return driver;
    }
    if (database.contains("=")) {
      return hosts.equals(":") ? driver : driver + hosts;
    }
    return driver + hosts + database;
  }
}
