package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.TlsConfig;
import io.sonde.targets.TlsContext;
import java.net.http.HttpClient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one HTTP target. A read takes one and gives it back when it ended in time, so a
 * read that was given up affects its own session only. The idle session is replaced when the files
 * of its TLS configuration have changed. Thread-safe.
 */
final class HttpSessions implements AutoCloseable {
  private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  static {
    // By default the JDK sends no password to a proxy when it opens a tunnel.
    // The JDK reads it once, when the first client is created.
    if (System.getProperty(DISABLED_SCHEMES) == null) {
      System.setProperty(DISABLED_SCHEMES, "");
    }
  }

  private final @Nullable TlsConfig tls;
  private final @Nullable ProxyRoute proxy;

  // Guarded by this.
  private final Set<HttpSession> taken = new HashSet<>();
  private @Nullable HttpSession kept;
  private List<String> tlsVersion = List.of();
  private boolean closed;

  HttpSessions(@Nullable TlsConfig tls, @Nullable ProxyRoute proxy) {
    this.tls = tls;
    this.proxy = proxy;
  }

  /** Takes the idle session, or creates one, which does not connect yet. */
  synchronized HttpSession take() throws ReadException {
    if (closed) {
      throw new ReadException(Reason.READ, "the target is closed", null);
    }
    List<String> version = tls == null ? List.of() : TlsContext.version(tls);
    HttpSession session = kept;
    kept = null;
    if (session != null && !version.equals(tlsVersion)) {
      session.close();
      session = null;
    }
    if (session == null) {
      session = new HttpSession(client());
      tlsVersion = version;
    }
    taken.add(session);
    return session;
  }

  /** Gives a session back; closes it when it is broken or another one is idle. */
  void giveBack(HttpSession session) {
    synchronized (this) {
      taken.remove(session);
      if (!session.isBroken() && kept == null && !closed) {
        kept = session;
        return;
      }
    }
    session.close();
  }

  /** The client works on virtual threads, except for its selector thread. */
  private HttpClient client() throws ReadException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Thread.ofVirtual().name("sonde, http client")::start);
    if (proxy != null) {
      builder.proxy(proxy);
    }
    if (tls == null) {
      // Parameters are set because the client would otherwise read those of the context at once.
      builder.sslContext(LazyTls.context()).sslParameters(new SSLParameters());
    } else {
      builder.sslContext(TlsContext.of(tls));
    }
    return builder.build();
  }

  /** Closes all sessions; reads in progress fail. */
  @Override
  public void close() {
    Set<HttpSession> ending;
    synchronized (this) {
      closed = true;
      ending = new HashSet<>(taken);
      if (kept != null) {
        ending.add(kept);
        kept = null;
      }
    }
    ending.forEach(HttpSession::close);
  }
}
