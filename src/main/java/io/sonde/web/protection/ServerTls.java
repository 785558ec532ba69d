package io.sonde.web.protection;

import io.helidon.common.tls.Tls;
import io.sonde.targets.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of the listeners: one context for the life of the process, whose certificate, client CA
 * and allowed names can be replaced while it is in use. Connections that are open stay.
 *
 * <p>Helidon 4.4.0's own reload needs a trust store in the configuration and does not check names.
 * Ends with a Helidon that reloads the certificate and the client CA separately and checks names.
 * Thread-safe.
 */
final class ServerTls {
  private static final char[] NO_PASSWORD = {};

  /**
   * The lifetime of TLS sessions: a resumed session does not check the client certificate again.
   */
  private static final int SESSION_SECONDS = 60;

  private final SSLContext context;
  private final SSLParameters parameters = new SSLParameters();
  private final SwitchingKeyManager keys;
  private final SwitchingTrustManager trust;
  private volatile Instant notAfter;

  /**
   * The TLS of a configuration.
   *
   * @param beforeHandshake run at each handshake
   * @throws IOException when certificate, key or CA cannot be used; names the place
   */
  ServerTls(WebConfig.Tls tls, Runnable beforeHandshake) throws IOException {
    Material material = Material.load(tls);
    keys = new SwitchingKeyManager(material.keys, beforeHandshake);
    trust = new SwitchingTrustManager(material.trust);
    notAfter = material.notAfter;
    try {
      context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
    context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
    parameters.setProtocols(tls.protocols().toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(tls.serverOrder());
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    if (!tls.cipherSuites().isEmpty()) {
      parameters.setCipherSuites(tls.cipherSuites().toArray(String[]::new));
    } else {
      parameters.setCipherSuites(TlsDefaults.supportedSuites().toArray(String[]::new));
    }
    if (!tls.curves().isEmpty()) {
      parameters.setNamedGroups(tls.curves().toArray(String[]::new));
    }
    // a second call would replace the first one
    if (tls.clientAuth().required()) {
      parameters.setNeedClientAuth(true);
    } else {
      parameters.setWantClientAuth(tls.clientAuth() != WebConfig.ClientAuth.NONE);
    }
  }

  /** The TLS configuration for a listener of Helidon. */
  Tls helidon() {
    return Tls.builder().sslContext(context).sslParameters(parameters).build();
  }

  /**
   * Uses the certificate and the client CA of another configuration from now on.
   *
   * @throws IOException when they cannot be used; nothing has changed then
   */
  void replace(WebConfig.Tls tls) throws IOException {
    Material material = Material.load(tls);
    keys.use(material.keys);
    trust.use(material.trust);
    notAfter = material.notAfter;
    var sessions = context.getServerSessionContext();
    for (byte[] id : Collections.list(sessions.getIds())) {
      var session = sessions.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }

  /** The time until which the certificate of the server is valid. */
  Instant notAfter() {
    return notAfter;
  }

  /** The keys and certificates of one configuration. */
  private record Material(
      X509ExtendedKeyManager keys, X509ExtendedTrustManager trust, Instant notAfter) {
    static Material load(WebConfig.Tls tls) throws IOException {
      List<X509Certificate> chain =
          Pem.certificates(tls.certificate().place(), bytes(tls.certificate()));
      PrivateKey key = Pem.privateKey(tls.key().place(), bytes(tls.key()));
      try {
        Pairs.check(chain.getFirst(), key, tls);
        return new Material(
            keys(chain, key),
            new ClientTrust(
                tls.clientAuth().verified() ? verifying(tls.clientCa()) : null, tls.allowedSans()),
            Pem.notAfter(chain.getFirst()));
      } catch (GeneralSecurityException e) {
        throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
      }
    }

    private static X509ExtendedKeyManager keys(List<X509Certificate> chain, PrivateKey key)
        throws GeneralSecurityException, IOException {
      KeyStore store = emptyStore();
      store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    private static X509ExtendedTrustManager verifying(WebConfig.@Nullable Source ca)
        throws GeneralSecurityException, IOException {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      KeyStore store = null; // the JVM's
      if (ca != null) {
        store = emptyStore();
        for (X509Certificate certificate : Pem.certificates(ca.place(), bytes(ca))) {
          store.setCertificateEntry("ca" + store.size(), certificate);
        }
      }
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    }

    private static byte[] bytes(WebConfig.Source source) throws IOException {
      Path file = source.file();
      if (file == null) {
        return String.valueOf(source.text()).getBytes(StandardCharsets.ISO_8859_1);
      }
      try {
        return Pem.read(file);
      } catch (NoSuchFileException e) {
        throw new IOException(file + ": no such file", e);
      } catch (IOException e) {
        throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
  }
}
