package io.sonde.targets;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place that can be read: its name and its connection. One record for each kind. Immutable. */
public sealed interface TargetConfig {
  /** The name, unique among targets; the value of the label {@code target}. */
  String name();

  /** The kind as it is written in the configuration: {@code jdbc}, {@code http} or {@code jmx}. */
  String kind();

  /**
   * A database.
   *
   * @param url a JDBC URL; it may hold a password, so it is never printed whole: see {@link
   *     #toString()}
   * @param properties handed to the driver with the user name and the password; each may be secret
   */
  record Jdbc(
      String name,
      String url,
      @Nullable String username,
      @Nullable Secret password,
      Map<String, Secret> properties)
      implements TargetConfig {
    public Jdbc {
      properties = Map.copyOf(properties);
    }

    @Override
    public String kind() {
      return "jdbc";
    }

    @Override
    public String toString() {
      return "jdbc target " + name;
    }
  }

  /**
   * An HTTP API.
   *
   * @param url the base, without a query; the path of the collector is appended to its path; or
   *     {@link #LOCAL}
   * @param headers sent with each request; each may be secret
   * @param maxBody the most bytes of an answer's body, after which the read fails
   * @param statuses the statuses that count as success
   */
  record Http(
      String name,
      URI url,
      Map<String, Secret> headers,
      @Nullable BasicAuth basicAuth,
      @Nullable Secret bearerToken,
      @Nullable Tls tls,
      boolean followRedirects,
      long maxBody,
      Statuses statuses)
      implements TargetConfig {
    /** Sonde itself, wherever its first listener was bound. */
    public static final URI LOCAL = URI.create("local");

    public Http {
      headers = Map.copyOf(headers);
    }

    @Override
    public String kind() {
      return "http";
    }

    @Override
    public String toString() {
      return "http target " + name;
    }
  }

  /**
   * A JMX server.
   *
   * @param url {@code local} for Sonde's own JVM, a {@code service:jmx:} URL, or {@code host:port}
   * @param tls for the registry and the connection; null for plain text
   */
  record Jmx(
      String name,
      String url,
      @Nullable String username,
      @Nullable Secret password,
      @Nullable Tls tls)
      implements TargetConfig {
    @Override
    public String kind() {
      return "jmx";
    }

    @Override
    public String toString() {
      return "jmx target " + name;
    }
  }

  /** User name and password of HTTP's basic authentication. */
  record BasicAuth(String username, Secret password) {}

  /**
   * How a TLS connection is trusted and who is calling.
   *
   * @param ca PEM certificates to trust instead of the JVM's; null for the JVM's
   * @param certificate PEM chain of the client certificate; null for none
   * @param key PEM (PKCS#8) private key of the certificate; null for none
   * @param insecure true to trust any certificate of any host name
   */
  record Tls(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key, boolean insecure) {}

  /** Ranges of HTTP statuses, both ends included. */
  record Statuses(List<Range> ranges) {
    public Statuses {
      ranges = List.copyOf(ranges);
    }

    /** True when the status is in one of the ranges. */
    public boolean contains(int status) {
      return ranges.stream().anyMatch(r -> r.from <= status && status <= r.to);
    }

    /** From one status to another, both included. */
    public record Range(int from, int to) {}
  }
}
