package io.sonde.targets.jmx;

import static io.sonde.targets.jmx.JmxReads.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.TlsConfig;
import io.sonde.testing.TestPki;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JmxTlsTest {
  private static final String SLOW = "sonde.test:type=Slow";
  private static Path store;
  private static Path ca;
  private static Path stranger;
  private static Path certificate;
  private static Path key;
  private static JmxProcess connectionOnly;
  private static JmxProcess strict;
  private static JmxProcess plain;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    TestPki pki = TestPki.in(folder);
    ca = pki.certificate("ca");
    stranger = pki.certificate("stranger");
    certificate = pki.certificate("client");
    key = pki.key("client");
    store = pki.keyStore();
    connectionOnly = JmxProcess.start("-Dtest.port=0", "-Dtest.tls=" + store);
    strict =
        JmxProcess.start(
            "-Dtest.port=0", "-Dtest.tls=" + store, "-Dtest.registry=tls", "-Dtest.client=true");
    plain = JmxProcess.start("-Dtest.port=0");
  }

  @AfterAll
  static void stop() {
    connectionOnly.close();
    strict.close();
    plain.close();
  }

  @Test
  void twoTargetsOfOneJvmTrustTheirOwnAuthorities() throws Exception {
    try (JmxTarget trusting = plainRegistry(connectionOnly, new TlsConfig(ca, null, null, false));
        JmxTarget other =
            plainRegistry(connectionOnly, new TlsConfig(stranger, null, null, false));
        JmxTarget careless = plainRegistry(connectionOnly, new TlsConfig(null, null, null, true))) {
      assertThat(value(trusting, SLOW, "Quick")).isEqualTo(1L);
      assertRefused(other, "PKIX path");
      assertThat(value(careless, SLOW, "Quick")).isEqualTo(1L);
      assertThat(value(trusting, SLOW, "Quick")).isEqualTo(1L);
    }
  }

  @Test
  void registryAndConnectionWithAClientCertificate() throws Exception {
    try (JmxTarget known = target(strict, new TlsConfig(ca, certificate, key, false));
        JmxTarget unknown = target(strict, new TlsConfig(ca, null, null, false))) {
      assertThat(value(known, SLOW, "Quick")).isEqualTo(1L);
      assertRefused(unknown, "");
      assertThat(value(known, SLOW, "Quick")).isEqualTo(1L);
    }
  }

  @Test
  void theCertificateMustBeForTheHostThatIsConfigured() throws Exception {
    // "server" is for localhost and 127.0.0.1
    String address = "127.0.0.1:" + connectionOnly.port();
    TlsConfig tls = new TlsConfig(ca, null, null, false);
    try (JmxProcess elsewhere =
            JmxProcess.start("-Dtest.port=0", "-Dtest.alias=elsewhere", "-Dtest.tls=" + store);
        JmxTarget byAddress = JmxReads.plainRegistry(address, null, null, tls);
        JmxTarget toElsewhere = plainRegistry(elsewhere, tls);
        JmxTarget careless = plainRegistry(elsewhere, new TlsConfig(null, null, null, true))) {
      assertThat(value(byAddress, SLOW, "Quick")).isEqualTo(1L);
      assertRefused(toElsewhere, "No subject alternative DNS name matching localhost found");
      assertThat(value(careless, SLOW, "Quick")).isEqualTo(1L);
    }
  }

  @Test
  void aPasswordIsNeverSentInTheClearToATargetWithTls() {
    try (JmxTarget target = plainRegistry(plain, new TlsConfig(ca, null, null, false))) {
      assertRefused(target, "expects no TLS, but the target has tls; no password was sent");
    }
  }

  @Test
  void aServerThatWantsTlsIsSaid() throws Exception {
    try (JmxTarget toConnection = JmxReads.target(connectionOnly.url());
        JmxTarget toRegistry = JmxReads.target(strict.url())) {
      assertRefused(toConnection, "expects TLS, but the target has no tls");
      assertRefused(toRegistry, "");
    }
  }

  private static JmxTarget target(JmxProcess server, TlsConfig tls) {
    return JmxReads.target(server.url(), null, null, tls);
  }

  /** The fall-back would let a man in the middle choose what is read in its place. */
  @Test
  void aRegistryIsAskedInPlainTextOnlyWhereTheConfigurationSaysSo() throws Exception {
    try (JmxTarget target = target(connectionOnly, new TlsConfig(ca, null, null, false));
        JmxTarget toTls = plainRegistry(strict, new TlsConfig(ca, certificate, key, false))) {
      assertRefused(
          target,
          "(the registry of the JDK's agent does not use TLS by default: set"
              + " plain-registry: true)");
      assertRefused(toTls, "");
    }
  }

  private static JmxTarget plainRegistry(JmxProcess server, TlsConfig tls) {
    return JmxReads.plainRegistry(server.url(), null, null, tls);
  }

  private static void assertRefused(JmxTarget target, String message) {
    assertThatThrownBy(() -> value(target, SLOW, "Quick"))
        .isInstanceOf(ReadException.class)
        .hasMessageContaining(message)
        .extracting("reason")
        .isEqualTo(Reason.CONNECT);
  }
}
