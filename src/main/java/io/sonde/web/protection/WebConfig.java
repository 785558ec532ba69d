package io.sonde.web.protection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid web configuration. Immutable.
 *
 * @param tls null for plain HTTP
 * @param http2 the value in the file; Sonde supports HTTP/1.1 only
 * @param headers added to each answer
 * @param users user name to bcrypt hash; empty for no authentication
 * @param rateLimit null for none
 * @param exemptHealth true when health answers without a user name and outside of the rate limit
 */
public record WebConfig(
    @Nullable Tls tls,
    boolean http2,
    Map<String, String> headers,
    Map<String, String> users,
    @Nullable RateLimit rateLimit,
    boolean exemptHealth) {
  public WebConfig {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
  }

  /** Without users, since their hashes are secrets. */
  @Override
  public String toString() {
    return "WebConfig[tls=%s, users=%d]".formatted(tls != null, users.size());
  }

  /** True when client certificates are verified, so that one says who the client is. */
  boolean verifiesClients() {
    return tls != null && tls.clientAuth().verified();
  }

  /**
   * The TLS settings of the server.
   *
   * @param clientCa null for the certificate authorities of the JVM
   * @param allowedSans subject alternative names, one of which a client certificate must have;
   *     empty for no such check
   * @param protocols as the JDK names them, oldest first
   * @param cipherSuites as the JDK names them; empty for the JDK's own choice
   * @param curves as the JDK names them; empty for the JDK's own choice
   * @param serverOrder true when the order of the server's cipher suites counts
   */
  public record Tls(
      Source certificate,
      Source key,
      ClientAuth clientAuth,
      @Nullable Source clientCa,
      List<String> allowedSans,
      List<String> protocols,
      List<String> cipherSuites,
      List<String> curves,
      boolean serverOrder) {
    public Tls {
      allowedSans = List.copyOf(allowedSans);
      protocols = List.copyOf(protocols);
      cipherSuites = List.copyOf(cipherSuites);
      curves = List.copyOf(curves);
    }

    /** True when the other one can replace this one without a restart. */
    boolean canFollow(Tls before) {
      return clientAuth == before.clientAuth
          && protocols.equals(before.protocols)
          && cipherSuites.equals(before.cipherSuites)
          && curves.equals(before.curves)
          && serverOrder == before.serverOrder;
    }
  }

  /**
   * PEM text from a file or from the configuration itself.
   *
   * @param place for messages: the file, or the key of the configuration
   */
  public record Source(String place, @Nullable Path file, @Nullable String text) {
    @Override
    public String toString() {
      return place;
    }
  }

  /** Go's policies for client certificates. */
  public enum ClientAuth {
    NONE(false, false),
    REQUEST(false, false),
    REQUIRE_ANY(true, false),
    VERIFY_IF_GIVEN(false, true),
    REQUIRE_AND_VERIFY(true, true);

    private final boolean required;
    private final boolean verified;

    ClientAuth(boolean required, boolean verified) {
      this.required = required;
      this.verified = verified;
    }

    boolean required() {
      return required;
    }

    boolean verified() {
      return verified;
    }
  }

  /**
   * A token bucket.
   *
   * @param interval the time in which one request is earned
   * @param burst the capacity of the bucket in requests
   */
  public record RateLimit(Duration interval, int burst) {}
}
