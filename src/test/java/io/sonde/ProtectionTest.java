package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.testing.Await;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.Settings;
import io.sonde.testing.TestPki;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The web configuration at work, through the door. */
class ProtectionTest {
  private static final String PASSWORD = "open sesame";

  @TempDir private static Path folder;
  private static TestPki pki;

  @BeforeAll
  static void certificates() throws Exception {
    pki = TestPki.in(folder);
    for (String alias : new String[] {"server", "elsewhere", "client", "stranger", "ca"}) {
      pki.certificate(alias);
      pki.key(alias);
    }
  }

  private static Path file(String yaml) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "web", ".yml"), yaml);
  }

  /**
   * Writes a file so that its time differs from the one before, whatever the file system rounds.
   */
  private static void replace(Path file, String text, int version) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(version)));
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    Await.until(condition, reached -> reached);
  }

  private static Sonde start(Path web) throws Exception {
    return Sonde.start(
        Settings.of(
            "simulation: {enabled: true, max-delay: 0ms}\nweb-config: "
                + web.toAbsolutePath()
                + "\n"));
  }

  private static String users(String password) {
    return "basic_auth_users:\n  ali: " + BCrypt.hashpw(password, BCrypt.gensalt(4)) + "\n";
  }

  private static HttpResponse<String> get(Sonde sonde, String path, @Nullable String pair)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://localhost:" + sonde.port() + path));
      if (pair != null) {
        byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
        request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  @Test
  void aUserSeesTheRowsOfACollection() throws Exception {
    Path web = file(users(PASSWORD));
    String yaml =
        """
        web-config: %s
        targets: [{name: jvm, jmx: {url: local}}]
        collectors:
          - name: memory
            targets: [jvm]
            every: 1h
            timeout: 10s
            mbeans: java.lang:type=MemoryPool,name=*
            metrics:
              - {name: pool_bytes, type: gauge, help: Memory., labels: {pool: name}, value: Usage.used}
              - {name: nothing, type: gauge, help: None., value: Usage.nothing}
        """
            .formatted(web.toAbsolutePath());
    try (var sonde = Sonde.start(Settings.of(yaml))) {
      Callable<HttpResponse<String>> explained =
          () -> get(sonde, "/status/explain?collector=memory&target=jvm", "ali:" + PASSWORD);
      var answer = Await.until(explained, one -> one.statusCode() != 503);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-security-policy")).isPresent();
      assertThat(answer.body())
          .contains("<h1>memory of jvm</h1>", "pool_bytes{", "Usage.used", "Row 1")
          .doesNotContain("CollectionUsage</th>");
      assertThat(get(sonde, "/status/explain?collector=x&target=jvm", "ali:" + PASSWORD))
          .returns(400, HttpResponse::statusCode);
      assertThat(get(sonde, "/status/explain?collector=memory&target=jvm", null))
          .returns(401, HttpResponse::statusCode);
    }
  }

  @Test
  void usersAloneComeIn() throws Exception {
    try (var sonde = start(file(users(PASSWORD)))) {
      for (String path :
          new String[] {
            "/", "/metrics", "/version", "/observe/health", "/nowhere", "/status", "/status.json"
          }) {
        var refused = get(sonde, path, null);
        assertThat(refused.statusCode()).as(path).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic");
        assertThat(refused.body()).isEqualTo("401 Unauthorized\n");
      }
      assertThat(get(sonde, "/version", "ali:wrong").statusCode()).isEqualTo(401);
      assertThat(get(sonde, "/version", "baba:" + PASSWORD).statusCode()).isEqualTo(401);
      assertThat(get(sonde, "/version", "ali:" + PASSWORD).statusCode()).isEqualTo(200);
      assertThat(get(sonde, "/nowhere", "ali:" + PASSWORD).statusCode()).isEqualTo(404);
      assertThat(get(sonde, "/metrics", "ali:" + PASSWORD).body())
          .contains("sonde_http_refused_total{reason=\"credentials\"} 9.0\n")
          .contains("sonde_http_refused_total{reason=\"rate\"} 0.0\n")
          .contains("sonde_web_config_last_reload_successful 1.0\n")
          .doesNotContain(PASSWORD);
    }
  }

  @Test
  void healthCanBeLeftOpenAndHeadersAreOnEachAnswer() throws Exception {
    String yaml =
        users(PASSWORD)
            + """
            http_server_config: {headers: {X-Frame-Options: deny}}
            rate_limit: {interval: 1h, burst: 2}
            exempt: [health]
            """;
    try (var sonde = start(file(yaml))) {
      for (int i = 0; i < 5; i++) {
        var health = get(sonde, "/observe/health/live", null);
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.headers().firstValue("X-Frame-Options")).contains("deny");
      }
      assertThat(get(sonde, "/observe/healthy", null).statusCode()).isEqualTo(401);
      assertThat(get(sonde, "/version", "ali:" + PASSWORD).statusCode()).isEqualTo(200);
      var beyond = get(sonde, "/version", "ali:" + PASSWORD);
      assertThat(beyond.statusCode()).isEqualTo(429);
      assertThat(beyond.body()).isEqualTo("429 Too Many Requests\n");
    }
  }

  @Test
  void aChangedFileIsReadAgainAndABadOneChangesNothing() throws Exception {
    Path web = file(users("first"));
    try (var log = new CapturedLog("io.sonde.web.protection.WebProtection");
        var sonde = start(web)) {
      assertThat(get(sonde, "/version", "ali:first").statusCode()).isEqualTo(200);

      replace(web, users("second"), 1);
      until(() -> get(sonde, "/version", "ali:second").statusCode() == 200);
      assertThat(get(sonde, "/version", "ali:first").statusCode()).isEqualTo(401);

      replace(web, "basic_auth_users: {ali: plain}\n", 2);
      until(() -> get(sonde, "/metrics", "ali:second").body().contains("_successful 0.0"));
      assertThat(log.lines())
          .anyMatch(line ->
              line.endsWith(
                  ":1:25 basic_auth_users.ali: expected a bcrypt hash, which begins with $2a$,"
                      + " $2b$ or $2y$; the one before stays"));
      assertThat(log.lines()).noneMatch(line -> line.contains("plain"));

      replace(web, users("third"), 3);
      until(() -> get(sonde, "/version", "ali:third").statusCode() == 200);
    }
  }

  // TLS.

  private static String tls(String alias, String more) {
    return "tls_server_config:\n  cert_file: %s.pem\n  key_file: %s.key\n%s"
        .formatted(alias, alias, more.indent(2));
  }

  /**
   * The subject of the server's certificate, and the status, as a client with an entry sees them.
   */
  private static String over(Sonde sonde, @Nullable String alias) throws Exception {
    var answer = over(sonde, alias, "/version");
    var shown = (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    return answer.statusCode() + " " + shown.getSubjectX500Principal().getName();
  }

  private static HttpResponse<String> over(Sonde sonde, @Nullable String alias, String path)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(client(alias)).build()) {
      URI uri = URI.create("https://localhost:" + sonde.port() + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private static SSLContext client(@Nullable String alias) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (String ca : new String[] {"ca", "server"}) {
      trusted.setCertificateEntry(
          ca,
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(Files.readAllBytes(folder.resolve(ca + ".pem")))));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManager[] keys = null;
    if (alias != null) {
      KeyStore all = KeyStore.getInstance(pki.keyStore().toFile(), "changeit".toCharArray());
      KeyStore one = KeyStore.getInstance("PKCS12");
      one.load(null, null);
      one.setKeyEntry(
          alias,
          all.getKey(alias, "changeit".toCharArray()),
          new char[0],
          all.getCertificateChain(alias));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(one, new char[0]);
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void clientCertificatesOpenTheDoor() throws Exception {
    Path web =
        file(
            tls(
                "server",
                "client_auth_type: RequireAndVerifyClientCert\nclient_ca_file: ca.pem\n"));
    try (var sonde = start(web)) {
      assertThat(sonde.address().getScheme()).isEqualTo("https");
      assertThat(over(sonde, "client")).isEqualTo("200 CN=server");
      assertThatThrownBy(() -> over(sonde, null)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> over(sonde, "stranger")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aClientWithAVerifiedCertificateIsAUser() throws Exception {
    for (String type : new String[] {"VerifyClientCertIfGiven", "RequireAnyClientCert"}) {
      String yaml = tls("server", "client_auth_type: " + type + "\nclient_ca_file: ca.pem\n");
      try (var sonde = start(file(yaml))) {
        assertThat(over(sonde, "client", "/metrics").statusCode()).isEqualTo(200);
        // Noted a moment after the answer; a number, since no name is looked up.
        until(() ->
            over(sonde, "client", "/status.json").body().contains("\"address\":\"127.0.0.1\""));
        String path = "/status/explain?collector=none&target=none";
        boolean verified = type.startsWith("Verify");
        assertThat(over(sonde, "client", path).statusCode()).isEqualTo(verified ? 400 : 403);
        if (verified) {
          assertThat(over(sonde, null, path))
              .returns(403, HttpResponse::statusCode)
              .satisfies(answer -> assertThat(answer.body()).contains("client certificates"));
        }
      }
    }
  }

  @Test
  void allowedNamesAreCheckedAndFollowTheFile() throws Exception {
    String verified =
        """
        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: ca.pem
        client_allowed_sans: [%s]
        """;
    Path web = file(tls("server", verified.formatted("localhost")));
    try (var sonde = start(web)) {
      assertThat(over(sonde, "server")).isEqualTo("200 CN=server");
      assertThatThrownBy(() -> over(sonde, "elsewhere")).isInstanceOf(IOException.class);

      replace(web, tls("server", verified.formatted("elsewhere.test")), 1);
      until(() -> {
        try {
          return over(sonde, "elsewhere").equals("200 CN=server");
        } catch (IOException e) {
          return false;
        }
      });
      assertThatThrownBy(() -> over(sonde, "server")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aReplacedCertificateIsShownAndTheTimeOfItsEndIsExposed() throws Exception {
    Path certificate = folder.resolve("current.pem");
    Path key = folder.resolve("current.key");
    Files.copy(folder.resolve("server.pem"), certificate);
    Files.copy(folder.resolve("server.key"), key);
    Path web = file(tls("current", "client_auth_type: NoClientCert\nmin_version: TLS13\n"));
    try (var log = new CapturedLog("io.sonde.web.protection.WebProtection");
        var sonde = start(web)) {
      assertThat(over(sonde, null)).isEqualTo("200 CN=server");

      replace(key, "no key", 1);
      until(() -> {
        over(sonde, null);
        return log.lines().stream().anyMatch(line -> line.contains("found none; the one"));
      });
      assertThat(over(sonde, null)).isEqualTo("200 CN=server");

      replace(web, tls("current", "client_auth_type: NoClientCert\nmin_version: TLS12\n"), 2);
      replace(key, Files.readString(folder.resolve("server.key")), 2);
      until(() -> {
        over(sonde, null);
        return log.lines().stream()
            .anyMatch(line -> line.endsWith("cipher suites and curves need a restart"));
      });
      try (HttpClient client = HttpClient.newBuilder().sslContext(client(null)).build()) {
        String scrape =
            client
                .send(
                    HttpRequest.newBuilder(
                            URI.create("https://localhost:" + sonde.port() + "/metrics"))
                        .build(),
                    BodyHandlers.ofString())
                .body();
        assertThat(scrape)
            .containsPattern("(?m)^sonde_web_certificate_not_after_timestamp_seconds 1\\.\\d+E9$");
      }
    }
  }

  @Test
  void aBadWebConfigurationStopsTheStartInOneLine() throws Exception {
    Path web = file("tls_server_config: {cert_file: gone.pem, key_file: gone.key}\n");
    assertThatThrownBy(() -> start(web))
        .isInstanceOf(StartException.class)
        .hasMessage(web + " tls_server_config: " + folder.resolve("gone.pem") + ": no such file");
  }
}
