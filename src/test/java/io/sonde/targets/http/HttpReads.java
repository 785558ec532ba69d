package io.sonde.targets.http;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.targets.TlsConfig;
import io.sonde.targets.http.config.HttpConfig;
import io.sonde.targets.http.config.HttpConfig.Access;
import io.sonde.targets.http.config.HttpConfig.Answers;
import io.sonde.targets.http.config.HttpConfig.BasicAuth;
import io.sonde.targets.http.config.HttpConfig.LoginConfig;
import io.sonde.targets.http.config.HttpConfig.OAuth2Config;
import io.sonde.targets.http.config.HttpConfig.ProxyConfig;
import io.sonde.targets.http.config.HttpConfig.Redirects;
import io.sonde.targets.http.config.HttpConfig.Statuses;
import io.sonde.targets.http.config.HttpQueryConfig;
import io.sonde.targets.http.config.HttpQueryConfig.Pages;
import io.sonde.targets.http.format.Format;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short words for configurations and reads of HTTP targets in tests. */
final class HttpReads {
  static final Duration LONG = Duration.ofSeconds(20);

  private HttpReads() {}

  /** A target with the defaults of a configuration that gives nothing but the URL. */
  static Builder target(String url) {
    return new Builder(url);
  }

  static HttpQueryConfig get(String path, String rows) {
    return HttpQueryConfig.get(path, rows);
  }

  static HttpQueryConfig get(String path, Format format) {
    return new HttpQueryConfig("GET", path, null, Map.of(), format, null, List.of());
  }

  static HttpQueryConfig pages(String path, String rows, Pages pages) {
    Format format = new Format.ByContentType(rows);
    return new HttpQueryConfig("GET", path, null, Map.of(), format, pages, List.of());
  }

  static HttpQueryConfig post(String path, String body) {
    Format format = new Format.ByContentType("$");
    return new HttpQueryConfig("POST", path, body, Map.of(), format, null, List.of());
  }

  /** Reads once, with time enough, and gives the fields of each row, joined by commas. */
  static List<String> read(HttpTarget target, HttpQueryConfig read, String... fields)
      throws ReadException, InterruptedException {
    return read(target, read, Reading.within(LONG), fields);
  }

  static List<String> read(
      HttpTarget target, HttpQueryConfig read, Reading reading, String... fields)
      throws ReadException, InterruptedException {
    List<String> rows = new ArrayList<>();
    int status =
        target
            .prepare(read, Fields.of(new LinkedHashSet<>(List.of(fields))))
            .read(
                reading,
                row -> {
                  List<String> values = new ArrayList<>();
                  for (String field : fields) {
                    values.add(String.valueOf(row.field(field)));
                  }
                  rows.add(String.join(",", values));
                });
    if (status < 100) {
      throw new AssertionError("no status");
    }
    return rows;
  }

  /** Makes targets. */
  static final class Builder {
    private final String url;
    private Map<String, Secret> headers = Map.of();
    private @Nullable BasicAuth basicAuth;
    private @Nullable Secret bearerToken;
    private @Nullable OAuth2Config oauth2;
    private @Nullable LoginConfig login;
    private @Nullable TlsConfig tls;
    private @Nullable ProxyConfig proxy;
    private Map<String, String> environment = Map.of();
    private boolean followRedirects;
    private List<String> redirectHosts = List.of();
    private long maxBody = 10_000_000;
    private Statuses statuses = new Statuses(List.of(new Statuses.Range(200, 299)));
    private int retries;

    private Builder(String url) {
      this.url = url;
    }

    Builder headers(Map<String, Secret> headers) {
      this.headers = headers;
      return this;
    }

    Builder basicAuth(String username, String password) {
      this.basicAuth = new BasicAuth(username, Secret.of(password));
      return this;
    }

    Builder bearerToken(Secret token) {
      this.bearerToken = token;
      return this;
    }

    Builder oauth2(OAuth2Config oauth2) {
      this.oauth2 = oauth2;
      return this;
    }

    Builder login(LoginConfig login) {
      this.login = login;
      return this;
    }

    Builder tls(TlsConfig tls) {
      this.tls = tls;
      return this;
    }

    Builder proxy(ProxyConfig proxy) {
      this.proxy = proxy;
      return this;
    }

    Builder environment(Map<String, String> environment) {
      this.environment = environment;
      return this;
    }

    Builder followRedirects(String... hosts) {
      this.followRedirects = true;
      this.redirectHosts = List.of(hosts);
      return this;
    }

    Builder maxBody(long bytes) {
      this.maxBody = bytes;
      return this;
    }

    Builder statuses(int from, int to) {
      this.statuses = new Statuses(List.of(new Statuses.Range(from, to)));
      return this;
    }

    Builder retries(int retries) {
      this.retries = retries;
      return this;
    }

    HttpTarget build() {
      URI base = URI.create(url);
      return new HttpTarget(
          new HttpConfig(
              "api",
              base,
              new Access(headers, basicAuth, bearerToken, oauth2, login),
              tls,
              proxy,
              new Redirects(followRedirects, redirectHosts),
              new Answers(maxBody, statuses, retries)),
          () -> base,
          environment);
    }
  }
}
