package io.sonde.web.protection;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Protocols, cipher suites and curves of the JDK. */
final class TlsDefaults {
  private TlsDefaults() {}

  static List<String> supportedSuites() {
    try {
      // not the supported ones: among those are suites that the JDK's security properties disable
      return List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
