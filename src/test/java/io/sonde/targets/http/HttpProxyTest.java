package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import io.sonde.targets.TlsConfig;
import io.sonde.targets.TlsContext;
import io.sonde.targets.http.config.HttpConfig.OAuth2Config;
import io.sonde.targets.http.config.HttpConfig.ProxyConfig;
import io.sonde.testing.RawServer;
import io.sonde.testing.RawServer.Request;
import io.sonde.testing.RawServer.Wire;
import io.sonde.testing.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets behind a proxy that forwards http and tunnels https, to names that only it knows. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpProxyTest {
  private static final String PAIR =
      "Basic " + Base64.getEncoder().encodeToString("me:hunter2".getBytes(UTF_8));

  @TempDir static Path folder;
  static TestPki pki;

  @BeforeAll
  static void makeCertificates() throws Exception {
    pki = TestPki.in(folder);
  }

  /** Wants the password, and connects every name to the loopback. */
  private static RawServer proxy() throws IOException {
    return RawServer.start((request, wire) -> {
      if (!PAIR.equals(request.headers().get("proxy-authorization"))) {
        wire.status(
            "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"proxy\"");
      } else if (request.method().equals("CONNECT")) {
        tunnel(request, wire);
      } else {
        wire.json("{\"n\": 1}");
      }
    });
  }

  @SuppressWarnings("try") // closed early, to end the other direction
  private static void tunnel(Request request, Wire wire) throws Exception {
    int port = Integer.parseInt(request.path().replaceFirst(".*:", ""));
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      wire.send("HTTP/1.1 200 Connected\r\n\r\n");
      Thread back =
          Thread.startVirtualThread(
              () -> quietly(() -> server.getInputStream().transferTo(wire.out())));
      quietly(() -> wire.in().transferTo(server.getOutputStream()));
      server.close(); // ends the other direction
      back.join();
    }
    wire.hangUp();
  }

  private static void quietly(Callable<?> pump) {
    try {
      pump.call();
    } catch (Exception e) {
      // one of the two hung up
    }
  }

  private static ProxyConfig config(RawServer proxy, @Nullable String password, String... without) {
    return new ProxyConfig(
        URI.create(proxy.url()),
        password == null ? null : "me",
        password == null ? null : Secret.of(password),
        List.of(without));
  }

  @Test
  void forwardsHttp() throws Exception {
    try (RawServer proxy = proxy();
        HttpTarget target =
            target("http://api.test:8080").proxy(config(proxy, "hunter2")).build()) {
      assertThat(read(target, get("/a", "$"), "n")).containsExactly("1");
      assertThat(proxy.lastRequest().path()).isEqualTo("http://api.test:8080/a");
    }
  }

  @Test
  void tunnelsHttps() throws Exception {
    var tls = TlsContext.of(server());
    try (RawServer api =
            RawServer.start(
                tls.getServerSocketFactory(), 0, (request, wire) -> wire.json(seen(request)));
        RawServer proxy = proxy();
        HttpTarget target =
            target("https://localhost:" + api.port())
                .proxy(config(proxy, "hunter2"))
                .tls(new TlsConfig(pki.certificate("ca"), null, null, false))
                .build()) {
      assertThat(read(target, get("/", "$"), "proxied")).containsExactly("false");
      assertThat(proxy.requests().getFirst().path()).isEqualTo("localhost:" + api.port());
    }
  }

  private static TlsConfig server() throws Exception {
    return new TlsConfig(null, pki.certificate("server"), pki.key("server"), false);
  }

  /** The password of the proxy is none of the target's business. */
  private static String seen(Request request) {
    return "{\"proxied\": %s}".formatted(request.headers().containsKey("proxy-authorization"));
  }

  @ParameterizedTest
  @CsvSource({"http://api.test, wrong", "http://api.test,", "https://api.test, wrong"})
  void aProxyThatRefusesIsAFailure(String url, @Nullable String password) throws Exception {
    try (RawServer proxy = proxy();
        HttpTarget target = target(url).proxy(config(proxy, password)).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.AUTH))
          .withMessageContaining("the proxy refused the credentials");
    }
  }

  @Test
  void aProxyThatIsDownIsNotReached() throws Exception {
    RawServer proxy = proxy();
    proxy.close();
    try (HttpTarget target = target("http://api.test").proxy(config(proxy, "hunter2")).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONNECT));
    }
  }

  @Test
  void hostsWithoutAProxyAreReachedDirectly() throws Exception {
    try (RawServer api = RawServer.start((request, wire) -> wire.json(seen(request)));
        RawServer proxy = proxy();
        HttpTarget target =
            target(api.url()).proxy(config(proxy, "hunter2", "127.0.0.0/8")).build()) {
      assertThat(read(target, get("/", "$"), "proxied")).containsExactly("false");
      assertThat(proxy.requests()).isEmpty();
    }
  }

  @Test
  void theEnvironmentNamesTheProxy() throws Exception {
    ProxyConfig environment = new ProxyConfig(null, null, null, List.of());
    try (RawServer proxy = RawServer.start((request, wire) -> wire.json("{\"n\": 1}"));
        HttpTarget target =
            target("http://api.test")
                .proxy(environment)
                .environment(Map.of("HTTP_PROXY", proxy.url(), "no_proxy", "other.test"))
                .build()) {
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      assertThat(proxy.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aTokenServerIsReachedThroughTheProxyToo() throws Exception {
    var oauth2 =
        new OAuth2Config(
            URI.create("http://tokens.test/token"),
            "sonde",
            Secret.of("s"),
            List.of(),
            Map.of(),
            false,
            null);
    try (RawServer proxy =
            RawServer.start((request, wire) -> {
              if (!PAIR.equals(request.headers().get("proxy-authorization"))) {
                wire.status("407 Proxy Authentication Required", "Proxy-Authenticate: Basic");
              } else if (request.path().equals("http://tokens.test/token")) {
                wire.json("{\"access_token\": \"t\", \"token_type\": \"Bearer\"}");
              } else {
                wire.json("{\"n\": \"%s\"}".formatted(request.headers().get("authorization")));
              }
            });
        HttpTarget target =
            target("http://api.test").oauth2(oauth2).proxy(config(proxy, "hunter2")).build()) {
      assertThat(read(target, get("/", "$"), "n")).containsExactly("Bearer t");
    }
  }

  @Test
  void theEnvironmentMayNameAUserOfTheProxy() throws Exception {
    ProxyConfig environment = new ProxyConfig(null, null, null, List.of());
    try (RawServer proxy = proxy();
        HttpTarget target =
            target("http://api.test")
                .proxy(environment)
                .environment(Map.of("http_proxy", proxy.url().replace("//", "//me:hunter%32@")))
                .build()) {
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://api.test,        api.test,          true",
    "http://a.api.test,      api.test,          true",
    "http://a.api.test,      .api.test,         true",
    "http://api.test,        .api.test,         false",
    "http://a.api.test,      *.api.test,        true",
    "http://notapi.test,     api.test,          false",
    "http://API.test,        Api.Test,          true",
    "http://api.test:8080,   api.test:8080,     true",
    "http://api.test,        api.test:8080,     false",
    "https://api.test,       api.test:443,      true",
    "http://10.1.2.3,        10.0.0.0/8,        true",
    "http://11.1.2.3,        10.0.0.0/8,        false",
    "http://[fd00::1],       fd00::/8,          true",
    "http://api.test,        10.0.0.0/8,        false",
    "http://10.1.2.3,        10.0.0.0/x,        false",
    "http://10.1.2.3,        *,                 true",
    "http://api.test,        '',                false",
  })
  void knowsWhichHostsAreWithoutAProxy(String url, String list, boolean without) {
    assertThat(NoProxy.of(list).contains(URI.create(url))).isEqualTo(without);
  }
}
