package io.sonde.targets.http.config;

import io.sonde.targets.Secret;
import io.sonde.targets.SecretKeys;
import io.sonde.targets.http.config.HttpConfig.ProxyConfig;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Type;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The key {@code proxy} of an HTTP connection. */
final class HttpProxyKeys {
  private static final String ENVIRONMENT = "environment";

  private static final Key<String> URL =
      Key.of("url", Types.TEXT, "The URL of the proxy: `http://` with a host and a port.")
          .required("an http URL")
          .asSecret();
  private static final Key<String> USERNAME =
      Key.of("username", Types.TEXT, "The user name for the proxy.");
  private static final SecretKeys.One PASSWORD =
      SecretKeys.one("password", "The password for the proxy.");
  private static final Key<List<Value>> NO_PROXY =
      Key.of(
          "no-proxy",
          Types.texts("list of hosts", "a list of hosts"),
          "Hosts that are reached without the proxy: names (and those below them), `.domain`,"
              + " addresses, networks such as `10.0.0.0/8`, or `*`.");

  private static final Pattern HOST =
      Pattern.compile(
          "[*]|([*]?[.])?[a-zA-Z0-9_][a-zA-Z0-9_.-]*(:[0-9]+)?"
              + "|(?=.*[.:])[0-9a-fA-F.:]+(/[0-9]{1,3})?");

  private static final Type<Section> SECTION =
      Types.section(List.of(URL, USERNAME, PASSWORD.value(), PASSWORD.file(), NO_PROXY));

  static final Key<Found> PROXY =
      Key.of(
          "proxy",
          new FoundType(),
          "The proxy for requests to the target. `environment` uses the proxy of the variables"
              + " `https_proxy`, `http_proxy` and `no_proxy`, with the user and password in its"
              + " URL.");

  private HttpProxyKeys() {}

  /** The value of the key: a section, or null for the text {@code environment}. */
  record Found(@Nullable Section section) {}

  /** A map, or the text {@code environment}. */
  private record FoundType() implements Type<Found> {
    @Override
    public String words() {
      return "map, or `environment`";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", List.of("object", "string"));
    }

    @Override
    public List<Key<?>> keys() {
      return SECTION.keys();
    }

    @Override
    public @Nullable Found read(Value value) {
      if (!value.isText()) {
        return new Found(SECTION.read(value));
      }
      return value.text().equals(ENVIRONMENT)
          ? new Found(null)
          : value.not("a map or the text environment");
    }
  }

  static @Nullable ProxyConfig read(Section connection) {
    Found found = connection.find(PROXY);
    if (found == null) {
      return null;
    }
    Section section = found.section();
    if (section == null) {
      return new ProxyConfig(null, null, null, List.of());
    }
    URI url = HttpUrls.read(section, URL, false);
    if (url.getScheme().equals("https")) {
      section.problem(URL, "expected a proxy with an http URL, found https");
    }
    String username = section.find(USERNAME);
    Secret password = PASSWORD.read(section);
    SecretKeys.checkPair(section, USERNAME, username, PASSWORD, password);
    List<Value> without = section.find(NO_PROXY);
    List<Value> hosts = without == null ? List.of() : without;
    hosts.stream()
        .filter(host -> !host.text().isEmpty() && !HOST.matcher(host.text()).matches())
        .forEach(
            host -> host.expected("a host, .domain, address or network such as 10.0.0.0/8, or *"));
    return new ProxyConfig(url, username, password, hosts.stream().map(Value::text).toList());
  }
}
