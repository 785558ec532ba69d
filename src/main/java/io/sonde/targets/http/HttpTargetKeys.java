package io.sonde.targets.http;

import io.sonde.targets.Secret;
import io.sonde.targets.SecretKeys;
import io.sonde.targets.TlsKeys;
import io.sonde.targets.http.HttpConfig.BasicAuth;
import io.sonde.targets.http.HttpConfig.Statuses;
import io.sonde.yaml.Key;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of an HTTP connection. */
final class HttpTargetKeys {
  private static final Pattern STATUSES = Pattern.compile("([1-5])xx|(\\d{3})(?:-(\\d{3}))?");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** What the client that sends the requests sets itself. */
  private static final List<String> RESERVED =
      List.of("accept-encoding", "connection", "content-length", "expect", "host", "upgrade");

  private static final Key<String> URL =
      Key.of(
              "url",
              Types.TEXT,
              "The base of all paths: `http://` or `https://` with a host, without user information"
                  + " and query; or `local` for Sonde itself, wherever it listens.")
          .required("an http or https URL")
          .asSecret();
  private static final SecretKeys.Many HEADERS =
      SecretKeys.many("headers", "header-files", "Headers that are sent with each request.");
  private static final Key<String> USERNAME =
      Key.of("username", Types.TEXT, "The user name.").required("a user name");
  private static final SecretKeys.One PASSWORD = SecretKeys.one("password", "The password.");
  private static final Key<Section> BASIC_AUTH =
      Key.of(
          "basic-auth",
          Types.section(List.of(USERNAME, PASSWORD.value(), PASSWORD.file())),
          "HTTP's basic authentication.");
  private static final SecretKeys.One BEARER =
      SecretKeys.one("bearer-token", "A token, sent as `Authorization: Bearer …`.");
  private static final Key<Boolean> FOLLOW =
      Key.of("follow-redirects", Types.BOOL, "Follows redirects.").otherwise("false");
  private static final Key<Long> MAX_BODY =
      Key.of("max-body", Types.SIZE, "A longer answer fails the collection.").otherwise("8MiB");
  private static final Key<List<Value>> STATUSES_KEY =
      Key.of(
              "statuses",
              Types.texts("list of statuses", "a list of statuses such as 200, 2xx or 200-204"),
              "The statuses that count as success: `2xx`, `200`, `200-204`.")
          .otherwise("[2xx]");

  static final List<Key<?>> ALL =
      List.of(
          URL,
          HEADERS.values(),
          HEADERS.files(),
          BASIC_AUTH,
          BEARER.value(),
          BEARER.file(),
          TlsKeys.TLS,
          FOLLOW,
          MAX_BODY,
          STATUSES_KEY);

  private HttpTargetKeys() {}

  static HttpConfig read(String name, Section section) {
    BasicAuth basicAuth = basicAuth(section);
    Secret bearer = BEARER.read(section);
    if (bearer != null && basicAuth != null) {
      section.problem(BEARER.value(), "expected basic-auth or bearer-token, found both");
    }
    return new HttpConfig(
        name,
        url(section),
        headers(section),
        basicAuth,
        bearer,
        TlsKeys.read(section),
        section.get(FOLLOW),
        section.get(MAX_BODY),
        statuses(section));
  }

  private static @Nullable BasicAuth basicAuth(Section section) {
    Section basic = section.find(BASIC_AUTH);
    if (basic == null) {
      return null;
    }
    String username = basic.text(USERNAME);
    Secret password = PASSWORD.read(basic);
    if (password == null) {
      basic.problem(PASSWORD.value(), "expected password or password-file, found neither");
      return null;
    }
    return new BasicAuth(username, password);
  }

  private static URI url(Section section) {
    String text = section.text(URL);
    if (text.equals("local")) {
      return HttpConfig.LOCAL;
    }
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // said below
    }
    if (!text.isEmpty()) {
      section.problem(
          URL, "expected an http or https URL with a host, without user information and query");
    }
    return URI.create("http://invalid");
  }

  private static Map<String, Secret> headers(Section section) {
    Map<String, Secret> headers = HEADERS.read(section);
    headers.keySet().stream()
        .filter(name ->
            !HEADER.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT)))
        .forEach(name ->
            section.problem(
                HEADERS.values(),
                "expected names of headers other than "
                    + String.join(", ", RESERVED)
                    + ", found '"
                    + Problems.shown(name)
                    + "'"));
    return headers;
  }

  private static Statuses statuses(Section section) {
    List<Statuses.Range> ranges = new ArrayList<>();
    for (Value value : section.get(STATUSES_KEY)) {
      Matcher matcher = STATUSES.matcher(value.text());
      if (!matcher.matches()) {
        value.expected("a status such as 200, 2xx or 200-204");
      } else if (matcher.group(1) != null) {
        int hundred = Integer.parseInt(matcher.group(1)) * 100;
        ranges.add(new Statuses.Range(hundred, hundred + 99));
      } else {
        int from = Integer.parseInt(matcher.group(2));
        String to = matcher.group(3);
        ranges.add(new Statuses.Range(from, to == null ? from : Integer.parseInt(to)));
      }
    }
    return new Statuses(ranges.isEmpty() ? List.of(new Statuses.Range(200, 299)) : ranges);
  }
}
