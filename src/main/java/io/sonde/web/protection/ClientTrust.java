package io.sonde.web.protection;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides which client certificates are accepted: those signed by the authorities (or any), with
 * one of the allowed names if there is a list. Immutable.
 */
final class ClientTrust extends X509ExtendedTrustManager {
  /** The types of GeneralName (RFC 5280) whose values are texts: e-mail, DNS, URI, IP address. */
  private static final Set<Integer> TEXTS = Set.of(1, 2, 6, 7);

  private static final int ADDRESS = 7;

  private final @Nullable X509ExtendedTrustManager verifying;
  private final Set<String> allowedSans;

  /**
   * @param verifying null to accept any certificate
   * @param allowedSans empty to accept any name
   */
  ClientTrust(@Nullable X509ExtendedTrustManager verifying, List<String> allowedSans) {
    this.verifying = verifying;
    this.allowedSans = new HashSet<>();
    for (String name : allowedSans) {
      this.allowedSans.add(canonical(name));
    }
  }

  /** The JDK does not abbreviate IPv6 addresses; configurations usually do. */
  private static String canonical(String name) {
    try {
      return name.contains(":") && name.matches("[0-9a-fA-F:.]+")
          ? InetAddress.ofLiteral(name).getHostAddress()
          : name;
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  private void checkName(X509Certificate[] chain) throws CertificateException {
    if (allowedSans.isEmpty()) {
      return;
    }
    Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
    if (names != null) {
      for (List<?> name : names) {
        Integer type = (Integer) name.get(0);
        if (TEXTS.contains(type)) {
          String text = String.valueOf(name.get(1));
          if (allowedSans.contains(type == ADDRESS ? canonical(text) : text)) {
            return;
          }
        }
      }
    }
    throw new CertificateException("the certificate has none of the allowed names");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    if (verifying != null) {
      verifying.checkClientTrusted(chain, type);
    }
    checkName(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    if (verifying != null) {
      verifying.checkClientTrusted(chain, type, socket);
    }
    checkName(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (verifying != null) {
      verifying.checkClientTrusted(chain, type, engine);
    }
    checkName(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return verifying == null ? new X509Certificate[0] : verifying.getAcceptedIssuers();
  }
}
