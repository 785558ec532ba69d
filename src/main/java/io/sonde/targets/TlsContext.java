package io.sonde.targets;

import io.sonde.targets.ReadException.Reason;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Creates the TLS context of a target from the PEM files of its configuration.
 *
 * <p>The files are read when a context is created. {@link #version} shows whether the files have
 * changed since, so that renewed certificates need no restart. Stateless.
 */
public final class TlsContext {
  private static final char[] NO_PASSWORD = {};

  private TlsContext() {}

  /**
   * A context that trusts the CA (or the CAs of the JVM, or any certificate when {@code insecure})
   * and sends the client certificate, if there is one.
   *
   * <p>An insecure context does not check host names either.
   *
   * @throws ReadException {@code CONNECT}, naming the file that cannot be used; never its text
   */
  public static SSLContext of(TlsConfig tls) throws ReadException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(identity(tls.certificate(), tls.key()), trust(tls), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new ReadException(Reason.CONNECT, "TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /**
   * A value that changes when time or size of a file changes, or a file appears or disappears: a
   * new context is needed then.
   */
  public static List<String> version(TlsConfig tls) {
    return Stream.of(tls.ca(), tls.certificate(), tls.key())
        .filter(Objects::nonNull)
        .map(TlsContext::stamp)
        .toList();
  }

  private static String stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return "missing";
    }
  }

  private static TrustManager @Nullable [] trust(TlsConfig tls)
      throws IOException, GeneralSecurityException {
    if (tls.insecure()) {
      return new TrustManager[] {new TrustAnybody()};
    }
    Path ca = tls.ca();
    if (ca == null) {
      return null; // the JVM's
    }
    KeyStore store = emptyStore();
    for (X509Certificate certificate : certificates(ca)) {
      store.setCertificateEntry("ca" + store.size(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] identity(@Nullable Path certificate, @Nullable Path key)
      throws IOException, GeneralSecurityException {
    if (certificate == null || key == null) {
      return null;
    }
    X509Certificate[] chain = certificates(certificate).toArray(X509Certificate[]::new);
    KeyStore store = emptyStore();
    store.setKeyEntry("client", Pem.privateKey(key.toString(), bytes(key)), NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    return Pem.certificates(file.toString(), bytes(file));
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Pem.read(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read", e);
    }
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /**
   * Trusts any certificate and host name. Only an extended trust manager can skip the check of host
   * names for a single context; the JDK has switches for the whole JVM otherwise.
   */
  private static final class TrustAnybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
