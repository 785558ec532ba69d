package io.sonde.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.testing.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsContextTest {
  @TempDir static Path folder;
  static TestPki pki;

  @BeforeAll
  static void makeCertificates() throws Exception {
    pki = TestPki.in(folder);
  }

  @Test
  void trustsItsOwnAuthority() throws Exception {
    assertThat(shake(tls(pki.certificate("ca"), false), "server", false)).isEqualTo("CN=server");
  }

  @Test
  void refusesTheCertificateOfAnotherAuthority() throws Exception {
    TlsConfig stranger = tls(pki.certificate("stranger"), false);
    assertThatExceptionOfType(SSLException.class)
        .isThrownBy(() -> shake(stranger, "server", false))
        .withMessageContaining("path");
  }

  @Test
  void refusesWhatTheJvmDoesNotTrust() {
    assertThatExceptionOfType(SSLException.class)
        .isThrownBy(() -> shake(tls(null, false), "server", false))
        .withMessageContaining("path");
  }

  @Test
  void refusesAnotherHostName() throws Exception {
    TlsConfig own = tls(pki.certificate("ca"), false);
    assertThatExceptionOfType(SSLException.class)
        .isThrownBy(() -> shake(own, "elsewhere", false))
        .withMessageContaining("localhost");
  }

  @Test
  void insecureTakesAnyCertificateOfAnyHost() throws Exception {
    assertThat(shake(tls(null, true), "elsewhere", false)).isEqualTo("CN=elsewhere");
  }

  @Test
  void showsTheClientCertificate() throws Exception {
    TlsConfig client =
        new TlsConfig(pki.certificate("ca"), pki.certificate("client"), pki.key("client"), false);
    assertThat(shake(client, "server", true)).isEqualTo("CN=server");
  }

  @Test
  void hasNoClientCertificateWhenNoneIsConfigured() throws Exception {
    TlsConfig own = tls(pki.certificate("ca"), false);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> shake(own, "server", true));
  }

  @Test
  void namesTheFileThatCannotBeUsed() throws Exception {
    Path missing = folder.resolve("missing.pem");
    refused(tls(missing, false), missing + ": no such file");

    Path endless = Path.of("/dev/zero");
    if (Files.exists(endless)) {
      refused(tls(endless, false), endless + ": cannot be read");
    }

    Path words = Files.writeString(folder.resolve("words.pem"), "hunter2");
    refused(tls(words, false), words + ": expected PEM certificates");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    refused(tls(empty, false), empty + ": expected PEM certificates, found none");

    Path chain = pki.certificate("client");
    refused(
        new TlsConfig(null, chain, words, false),
        words + ": expected a PEM private key, found none");
    Path encrypted =
        Files.writeString(
            folder.resolve("encrypted.key"),
            """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            aGVsbG8=
            -----END ENCRYPTED PRIVATE KEY-----
            """);
    refused(
        new TlsConfig(null, chain, encrypted, false),
        encrypted
            + ": expected a private key that is not encrypted, found BEGIN ENCRYPTED PRIVATE KEY");
    Path garbage =
        Files.writeString(
            folder.resolve("garbage.key"),
            "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n");
    refused(
        new TlsConfig(null, chain, garbage, false), garbage + ": expected an RSA, EC or EdDSA key");
  }

  @Test
  void seesThatAFileWasReplaced() throws Exception {
    Path ca = Files.copy(pki.certificate("ca"), folder.resolve("renewed.pem"));
    TlsConfig tls = tls(ca, false);
    Object before = TlsContext.version(tls);
    assertThat(TlsContext.version(tls)).isEqualTo(before);
    Files.setLastModifiedTime(ca, FileTime.from(Instant.EPOCH));
    assertThat(TlsContext.version(tls)).isNotEqualTo(before);
    Files.delete(ca);
    assertThat(TlsContext.version(tls)).containsExactly("missing");
  }

  private static void refused(TlsConfig tls, String message) {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> TlsContext.of(tls))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(ReadException.Reason.CONNECT))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  private static TlsConfig tls(@Nullable Path ca, boolean insecure) {
    return new TlsConfig(ca, null, null, insecure);
  }

  /** Connects as an HTTPS client does and gives the subject of the server's certificate. */
  private static String shake(TlsConfig tls, String server, boolean wantsClient) throws Exception {
    SSLContext context = TlsContext.of(tls);
    InetAddress here = InetAddress.getLoopbackAddress();
    try (SSLServerSocket listener =
            (SSLServerSocket)
                pki.server(server).getServerSocketFactory().createServerSocket(0, 1, here);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
      listener.setNeedClientAuth(wantsClient);
      CompletableFuture<Void> served = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try (SSLSocket accepted = (SSLSocket) listener.accept()) {
              accepted.getOutputStream().write(accepted.getInputStream().read());
              served.complete(null);
            } catch (IOException e) {
              served.completeExceptionally(e);
            }
          });
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.connect(listener.getLocalSocketAddress());
      socket.getOutputStream().write(1);
      if (socket.getInputStream().read() != 1) {
        throw new IOException("the server hung up");
      }
      served.join();
      return socket.getSession().getPeerPrincipal().getName();
    }
  }
}
