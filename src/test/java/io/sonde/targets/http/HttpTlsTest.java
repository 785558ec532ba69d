package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.TlsConfig;
import io.sonde.testing.RawServer;
import io.sonde.testing.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTlsTest {
  @TempDir static Path folder;
  static TestPki pki;

  @BeforeAll
  static void makeCertificates() throws Exception {
    pki = TestPki.in(folder);
  }

  @Test
  void trustsItsOwnAuthorityAndKeepsTheConnection() throws Exception {
    try (RawServer server = serve("server", false);
        HttpTarget target = target(url(server)).tls(trusting("ca")).build()) {
      for (int i = 0; i < 5; i++) {
        assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      }
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void refusesAnotherAuthority() throws Exception {
    try (RawServer server = serve("server", false)) {
      refused(server, trusting("stranger"), "PKIX path");
      refused(server, null, "PKIX path");
    }
  }

  @Test
  void refusesAnotherHostName() throws Exception {
    try (RawServer server = serve("elsewhere", false)) {
      refused(server, trusting("ca"), "No subject alternative");
    }
  }

  @Test
  void insecureTakesAnyCertificateOfAnyHost() throws Exception {
    assertThat(System.getProperty("jdk.internal.httpclient.disableHostnameVerification")).isNull();
    try (RawServer server = serve("elsewhere", false);
        HttpTarget target =
            target(url(server)).tls(new TlsConfig(null, null, null, true)).build()) {
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
    }
  }

  @Test
  void showsItsCertificate() throws Exception {
    TlsConfig client =
        new TlsConfig(pki.certificate("ca"), pki.certificate("client"), pki.key("client"), false);
    try (RawServer server = serve("server", true)) {
      try (HttpTarget target = target(url(server)).tls(client).build()) {
        assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      }
      try (HttpTarget target = target(url(server)).tls(trusting("ca")).build()) {
        assertThatExceptionOfType(ReadException.class)
            .isThrownBy(() -> read(target, get("/", "$"), "n"));
      }
    }
  }

  @Test
  void takesARenewedAuthorityWithoutARestart() throws Exception {
    Path ca = folder.resolve("renewed-ca.pem");
    Files.copy(pki.certificate("stranger"), ca);
    Files.setLastModifiedTime(ca, FileTime.from(Instant.EPOCH));
    try (RawServer server = serve("server", false);
        HttpTarget target = target(url(server)).tls(new TlsConfig(ca, null, null, false)).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"));
      Files.copy(pki.certificate("ca"), ca, StandardCopyOption.REPLACE_EXISTING);
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");

      Files.delete(ca);
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .withMessage("TLS cannot be set up: " + ca + ": no such file");
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsNotReached() throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.json("{}"))) {
      refused(server, trusting("ca"), "");
    }
  }

  @Test
  void aHandshakeThatHangsEndsInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket()) {
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (HttpTarget target =
          target("https://127.0.0.1:" + silent.getLocalPort()).tls(trusting("ca")).build()) {
        assertThatExceptionOfType(ReadException.class)
            .isThrownBy(
                () -> read(target, get("/", "$"), Reading.within(Duration.ofMillis(150)), "n"))
            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
      }
      try (var accepted = silent.accept()) {
        assertThat(accepted.getInputStream().readAllBytes()).as("hung up").isNotEmpty();
      }
    }
  }

  @Test
  void isNotRedirectedToPlainText() throws Exception {
    try (RawServer plain = RawServer.start((request, wire) -> wire.json("{\"n\": 1}"));
        RawServer server =
            serve(
                "server",
                false,
                (request, wire) -> wire.status("302 Found", "Location: " + plain.url()));
        HttpTarget target = target(url(server)).tls(trusting("ca")).followRedirects().build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .withMessageEndingWith("a redirect from https to http, to 127.0.0.1");
      assertThat(plain.accepted()).isZero();
    }
  }

  private static void refused(RawServer server, @Nullable TlsConfig tls, String words)
      throws Exception {
    HttpReads.Builder config = target(url(server));
    try (HttpTarget target = (tls == null ? config : config.tls(tls)).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .withMessageStartingWith("GET " + url(server) + "/: TLS failed: ")
          .withMessageContaining(words)
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONNECT));
      server.awaitOpen(0);
    }
  }

  private static TlsConfig trusting(String authority) throws Exception {
    return new TlsConfig(pki.certificate(authority), null, null, false);
  }

  private static String url(RawServer server) {
    return "https://127.0.0.1:" + server.port();
  }

  private static RawServer serve(String alias, boolean wantsClient) throws Exception {
    return serve(alias, wantsClient, (request, wire) -> wire.json("{\"n\": 1}"));
  }

  private static RawServer serve(String alias, boolean wantsClient, RawServer.Handler handler)
      throws Exception {
    ServerSocketFactory sockets = pki.server(alias).getServerSocketFactory();
    return RawServer.start(wantsClient ? demanding(sockets) : sockets, 0, handler);
  }

  /** Sockets that demand a certificate of the client. */
  private static ServerSocketFactory demanding(ServerSocketFactory sockets) {
    return new ServerSocketFactory() {
      @Override
      public ServerSocket createServerSocket() throws IOException {
        SSLServerSocket socket = (SSLServerSocket) sockets.createServerSocket();
        socket.setNeedClientAuth(true);
        return socket;
      }

      @Override
      public ServerSocket createServerSocket(int port) {
        throw new UnsupportedOperationException();
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog) {
        throw new UnsupportedOperationException();
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog, InetAddress here) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
