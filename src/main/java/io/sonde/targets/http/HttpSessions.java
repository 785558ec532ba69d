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
 * The sessions of one HTTP target. A read takes one out and gives it back when it ended in time, so
 * that one that was given up touches its own session and no other. The session that is kept is
 * replaced when the files of its TLS have changed. Thread-safe.
 */
final class HttpSessions implements AutoCloseable {
  private static final String REFUSED_TO_PROXIES = "jdk.http.auth.tunneling.disabledSchemes";

  static {
    // Without it the JDK takes a password for a proxy out of the request for a tunnel. It reads it
    // once, when the first client is made.
    if (System.getProperty(REFUSED_TO_PROXIES) == null) {
      System.setProperty(REFUSED_TO_PROXIES, "");
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

  /** Takes the kept session, or makes one: which does not connect yet. */
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

  /** Gives a session back; one that is broken, or one too many, ends. */
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

  /** Its work is done on virtual threads, but for one thread that selects. */
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
      // With parameters, or the client would ask the context for its own at once.
      builder.sslContext(LateTls.context()).sslParameters(new SSLParameters());
    } else {
      builder.sslContext(TlsContext.of(tls));
    }
    return builder.build();
  }

  /** Ends all sessions: a read that is under way fails. */
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
