package io.sonde.web.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sonde.testing.TestPki;
import io.sonde.web.protection.WebConfig.ClientAuth;
import io.sonde.yaml.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The format of exporter-toolkit: what is taken, and the exact message for what is not. */
class WebConfigReaderTest {
  private static final String HASH = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";
  private static final String PAIR =
      """
      tls_server_config:
        cert_file: server.pem
        key_file: server.key
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void pki() throws Exception {
    TestPki pki = TestPki.in(folder);
    pki.certificate("server");
    pki.key("server");
    pki.certificate("ca");
    pki.key("stranger");
  }

  private static Path file(String yaml) throws Exception {
    return Files.writeString(folder.resolve("web.yml"), yaml);
  }

  private static List<String> problems(String yaml) throws Exception {
    Path file = file(yaml);
    try {
      WebProtection.open(file, System::nanoTime, _ -> {});
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream()
          .map(problem -> problem.toString().replace(folder + "/", ""))
          .toList();
    }
  }

  static Stream<String> good() {
    return Stream.of(
        "",
        "# nothing but a comment\n",
        PAIR,
        PAIR + "  client_auth_type: NoClientCert\n",
        PAIR + "  client_auth_type: RequestClientCert\n",
        PAIR + "  client_auth_type: RequireAnyClientCert\n",
        PAIR + "  client_auth_type: RequireClientCert\n",
        PAIR + "  client_auth_type: VerifyClientCertIfGiven\n",
        PAIR + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n",
        PAIR
            + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n"
            + "  client_allowed_sans: [one, 127.0.0.1, 'spiffe://a/b']\n",
        PAIR
            + "  min_version: TLS12\n  max_version: TLS12\n"
            + "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]\n",
        PAIR
            + "  cipher_suites:\n  - TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256\n"
            + "  - TLS_AES_128_GCM_SHA256\n  prefer_server_cipher_suites: false\n",
        PAIR + "  min_version: TLS13\n  curve_preferences: [CurveP521]\n",
        PAIR + "  curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]\n",
        "http_server_config:\n  http2: false\n",
        """
        http_server_config:
          headers:
            X-Frame-Options: deny
            Strict-Transport-Security: max-age=31536000; includeSubDomains
            X-Content-Type-Options: nosniff
            X-XSS-Protection: 1
            Content-Security-Policy: "default-src 'self' *.test.example.net"
        """,
        "basic_auth_users:\n  alice: " + HASH + "\n  bob: " + HASH.replace("2y", "2b") + "\n",
        PAIR + "basic_auth_users:\n  alice: " + HASH + "\nexempt: [health]\n",
        "rate_limit:\n  interval: 0\n  burst: 0\n",
        "rate_limit:\n  interval: 1s\n  burst: 20\n",
        "rate_limit: {interval: 10ms, burst: 1}\nexempt: health\n");
  }

  @ParameterizedTest
  @MethodSource("good")
  void takes(String yaml) throws Exception {
    assertThat(problems(yaml)).isEmpty();
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        bad("hWkNKCp3fvIx3jKnsaBI\n", "web.yml:1:1: expected a map of keys, found a text"),
        bad(
            "tls_server_config:\n  cert_filse: server.pem\n",
            "web.yml:2:3 tls_server_config.cert_filse: expected one of cert, cert_file,"
                + " cipher_suites, client_allowed_sans, client_auth_type, client_ca,"
                + " client_ca_file, curve_preferences, key, key_file, max_version, min_version,"
                + " prefer_server_cipher_suites, found 'cert_filse'"),
        bad(
            "tls_servr_config: {}\n",
            "web.yml:1:1 tls_servr_config: expected one of basic_auth_users, exempt,"
                + " http_server_config, rate_limit, tls_server_config, found 'tls_servr_config'"),
        bad(
            "tls_server_config:\n  cert_file: ''\n  key_file: server.key\n",
            "web.yml:2:14 tls_server_config.cert_file: expected cert or cert_file, found neither"),
        bad(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: ''\n",
            "web.yml:3:13 tls_server_config.key_file: expected key or key_file, found neither"),
        bad(
            "tls_server_config:\n  client_ca_file: ca.pem\n",
            "web.yml:2:3 tls_server_config.cert_file: expected cert or cert_file, found neither",
            "web.yml:2:3 tls_server_config.key_file: expected key or key_file, found neither",
            "web.yml:2:3 tls_server_config.client_auth_type: expected a policy other than"
                + " NoClientCert, since there is a client CA"),
        bad(
            "tls_server_config:\n  cert_file: somefile\n  key_file: server.key\n",
            "web.yml tls_server_config: somefile: no such file"),
        bad(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: somefile\n",
            "web.yml tls_server_config: somefile: no such file"),
        bad(
            "tls_server_config:\n  cert_file: server.key\n  key_file: server.key\n",
            "web.yml tls_server_config: server.key: expected PEM certificates: signed fields"
                + " invalid"),
        bad(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: server.pem\n",
            "web.yml tls_server_config: server.pem: expected a PEM private key, found none"),
        bad(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: stranger.key\n",
            "web.yml tls_server_config: stranger.key: expected the key of the certificate in"
                + " server.pem, found another one"),
        bad(
            "tls_server_config:\n  cert_file: server.pem\n  cert: x\n  key_file: server.key\n",
            "web.yml:2:14 tls_server_config.cert_file: expected cert or cert_file, found both"),
        bad(
            PAIR + "  client_auth_type: RequireEverything\n",
            "web.yml:4:21 tls_server_config.client_auth_type: expected one of NoClientCert,"
                + " RequestClientCert, RequireAnyClientCert, RequireClientCert,"
                + " VerifyClientCertIfGiven, RequireAndVerifyClientCert, found"
                + " 'RequireEverything'"),
        bad(
            PAIR + "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: nowhere.pem\n",
            "web.yml tls_server_config: nowhere.pem: no such file"),
        bad(
            PAIR + "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: /dev/null\n",
            "web.yml tls_server_config: /dev/null: expected PEM certificates, found none"),
        bad(
            PAIR + "  min_version: TLS111\n",
            "web.yml:4:16 tls_server_config.min_version: expected TLS12 or TLS13, found 'TLS111'"),
        bad(
            PAIR + "  min_version: TLS10\n",
            "web.yml:4:16 tls_server_config.min_version: expected TLS12 or TLS13, since Java 25 has"
                + " no older TLS, found 'TLS10'"),
        bad(
            PAIR + "  max_version: TLS11\n",
            "web.yml:4:16 tls_server_config.max_version: expected TLS12 or TLS13, since Java 25 has"
                + " no older TLS, found 'TLS11'"),
        bad(
            PAIR + "  min_version: TLS13\n  max_version: TLS12\n",
            "web.yml:5:16 tls_server_config.max_version: expected no less than min_version"),
        bad(
            PAIR + "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA2048]\n",
            "web.yml:4:19 tls_server_config.cipher_suites[0]: expected a cipher suite that Java 25"
                + " supports, found 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA2048'"),
        bad(
            PAIR + "  curve_preferences: [CurveP257]\n",
            "web.yml:4:23 tls_server_config.curve_preferences[0]: expected one of CurveP256,"
                + " CurveP384, CurveP521, X25519, found 'CurveP257'"),
        bad(
            PAIR + "  prefer_server_cipher_suites: maybe\n",
            "web.yml:4:32 tls_server_config.prefer_server_cipher_suites: expected true or false,"
                + " found 'maybe'"),
        bad(
            "http_server_config:\n  headers:\n    X-Content-Type-Options: sniff\n",
            "web.yml:3:29 http_server_config.headers.X-Content-Type-Options: expected nosniff,"
                + " found 'sniff'"),
        bad(
            "http_server_config:\n  headers:\n    X-Frame-Options: foo\n",
            "web.yml:3:22 http_server_config.headers.X-Frame-Options: expected deny or sameorigin,"
                + " found 'foo'"),
        bad(
            "http_server_config:\n  headers:\n    Content-Type: foo\n",
            "web.yml:3:19 http_server_config.headers.Content-Type: expected one of"
                + " Content-Security-Policy, Strict-Transport-Security, X-Content-Type-Options,"
                + " X-Frame-Options, X-XSS-Protection, found 'Content-Type'"),
        bad(
            "http_server_config:\n  headers:\n    X-XSS-Protection: \"1\\nSet-Cookie: a=b\"\n",
            "web.yml:3:23 http_server_config.headers.X-XSS-Protection: expected one line of ASCII"
                + " characters"),
        bad(
            "http_server_config:\n  http2: perhaps\n",
            "web.yml:2:10 http_server_config.http2: expected true or false, found 'perhaps'"),
        bad(
            "basic_auth_users:\n  john: doe\n",
            "web.yml:2:9 basic_auth_users.john: expected a bcrypt hash, which begins with $2a$,"
                + " $2b$ or $2y$"),
        bad(
            "basic_auth_users:\n  john: " + HASH.replace("$10$", "$03$") + "\n",
            "web.yml:2:9 basic_auth_users.john: expected a bcrypt hash with a cost from 4 to 31,"
                + " found 03"),
        bad(
            "basic_auth_users:\n  'a:b': " + HASH + "\n",
            "web.yml:2:10 basic_auth_users.a…: expected a user name without a colon"),
        bad(
            "basic_auth_users: s3cret\n",
            "web.yml:1:19 basic_auth_users: expected a map of user names to bcrypt hashes, found"
                + " a text"),
        bad(
            "tls_server_config:\n  key: [s3cret]\n  cert: {s3cret: a}\n",
            "web.yml:2:8 tls_server_config.key: expected a text, found a list",
            "web.yml:3:9 tls_server_config.cert: expected a text, found a map"),
        bad(
            "rate_limit: {interval: 2d, burst: 0}\n",
            "web.yml:1:24 rate_limit.interval: expected a duration from 0s to 1d, found '2d'"),
        bad(
            "basic_auth_users:\n  'alice:s3cret':\n",
            "web.yml:2:18 basic_auth_users.alice…: expected a text, found nothing"),
        bad(
            "rate_limit:\n  interval: 1s\n  burst: 0\n",
            "web.yml:3:10 rate_limit.burst: expected at least 1, since nothing would be answered"
                + " with 0"),
        bad(
            "rate_limit:\n  interval: soon\n  burst: 3\n",
            "web.yml:2:13 rate_limit.interval: expected a duration such as 15s, 1m30s or 250ms,"
                + " found 'soon'"),
        bad(
            "rate_limit:\n  interval: 1s\n  burst: many\n",
            "web.yml:3:10 rate_limit.burst: expected a whole number from 0 to 1000000, found"
                + " 'many'",
            "web.yml:3:10 rate_limit.burst: expected at least 1, since nothing would be answered"
                + " with 0"),
        bad("exempt: [metrics]\n", "web.yml:1:10 exempt[0]: expected health, found 'metrics'"));
  }

  private static Arguments bad(String yaml, String... messages) {
    return Arguments.of(yaml, List.of(messages));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refuses(String yaml, List<String> messages) throws Exception {
    assertThat(problems(yaml)).containsExactlyElementsOf(messages);
  }

  @Test
  void readsEverything() throws Exception {
    WebConfig config =
        WebConfigReader.read(
            file(
                PAIR
                    + """
                      client_auth_type: RequireAndVerifyClientCert
                      client_ca_file: ca.pem
                      client_allowed_sans: [scraper]
                      min_version: TLS12
                      cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]
                      curve_preferences: [X25519]
                      prefer_server_cipher_suites: false
                    rate_limit: {interval: 100ms, burst: 7}
                    exempt: [health]
                    """));
    WebConfig.Tls tls = Objects.requireNonNull(config.tls());
    assertThat(tls.clientAuth()).isEqualTo(ClientAuth.REQUIRE_AND_VERIFY);
    assertThat(tls.allowedSans()).containsExactly("scraper");
    assertThat(tls.protocols()).containsExactly("TLSv1.2", "TLSv1.3");
    // as in Go, the suites of TLS 1.3 are not for the list to take away
    assertThat(tls.cipherSuites())
        .containsExactlyInAnyOrder(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256");
    assertThat(tls.curves()).containsExactly("x25519");
    assertThat(tls.serverOrder()).isFalse();
    assertThat(config.rateLimit()).isEqualTo(new WebConfig.RateLimit(Duration.ofMillis(100), 7));
    assertThat(config.exemptHealth()).isTrue();
    assertThat(config.http2()).isTrue();
  }

  @Test
  void aMissingFileIsAProblem() {
    Path missing = folder.resolve("missing.yml");
    try {
      WebConfigReader.read(missing);
      throw new AssertionError("it was read");
    } catch (ConfigException e) {
      assertThat(e).hasMessage(missing + ": expected a web configuration, found no such file");
    }
  }

  @Test
  void aFileWithoutEndIsReadToABound() {
    Path endless = Path.of("/dev/zero");
    assumeTrue(Files.exists(endless));
    assertThatThrownBy(() -> WebConfigReader.read(endless))
        .isInstanceOf(ConfigException.class)
        .hasMessage("/dev/zero: expected a web configuration, cannot read it: larger than 1 MiB");
  }
}
