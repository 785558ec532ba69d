package io.sonde.targets;

import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key {@code tls} of a connection. */
public final class TlsKeys {
  private static final Key<Path> CA =
      Key.of("ca-file", Types.FILE, "PEM certificates to trust in place of the JVM's own.");
  private static final Key<Path> CERTIFICATE =
      Key.of("certificate-file", Types.FILE, "The PEM chain of a client certificate.");
  private static final Key<Path> KEY =
      Key.of("key-file", Types.FILE, "Its private key: PEM, PKCS#8, without a password.");
  private static final Key<Boolean> INSECURE =
      Key.of("insecure", Types.BOOL, "Trusts any certificate of any host.").otherwise("false");

  /** The keys below it. */
  public static final Key<Section> TLS =
      Key.of(
          "tls",
          Types.section(List.of(CA, CERTIFICATE, KEY, INSECURE)),
          "How the server is trusted, and which client certificate it gets. The files are read"
              + " again when they change.");

  private TlsKeys() {}

  /** The value of {@link #TLS}; null when the key is missing. */
  public static @Nullable TlsConfig read(Section connection) {
    Section tls = connection.find(TLS);
    if (tls == null) {
      return null;
    }
    Path certificate = tls.find(CERTIFICATE);
    Path key = tls.find(KEY);
    if (certificate == null != (key == null)) {
      tls.problem(
          certificate == null ? KEY : CERTIFICATE,
          "expected certificate-file and key-file together, found one of them");
    }
    return new TlsConfig(tls.find(CA), certificate, key, tls.get(INSECURE));
  }
}
