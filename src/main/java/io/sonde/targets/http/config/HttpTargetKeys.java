package io.sonde.targets.http.config;

import io.sonde.targets.TlsKeys;
import io.sonde.targets.http.config.HttpConfig.Answers;
import io.sonde.targets.http.config.HttpConfig.Redirects;
import io.sonde.targets.http.config.HttpConfig.Statuses;
import io.sonde.yaml.Escapes;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys of an HTTP connection. */
public final class HttpTargetKeys {
  private static final Pattern STATUSES = Pattern.compile("([1-5])xx|(\\d{3})(?:-(\\d{3}))?");
  private static final Pattern HOST =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+]");

  private static final Key<String> URL =
      Key.of(
              "url",
              Types.TEXT,
              "The base of all paths: `http://` or `https://` with a host, without user information"
                  + " and query; or `local` for Sonde itself.")
          .required(HttpUrls.EXPECTED)
          .escaped(Escapes::url)
          .asSecret();
  private static final Key<Boolean> FOLLOW =
      Key.of(
              "follow-redirects",
              Types.BOOL,
              "Follows redirects to the same host. Headers and credentials are sent to the target's"
                  + " own origin only.")
          .otherwise("false");
  private static final Key<List<Value>> REDIRECT_HOSTS =
      Key.of(
          "redirect-hosts",
          Types.texts("list of hosts", "a list of hosts"),
          "Other hosts that redirects may lead to: names, or `*.example.com`. Link-local addresses"
              + " and metadata services of clouds are never followed.");
  private static final Key<Long> MAX_BODY =
      Key.of(
              "max-body",
              Types.SIZE,
              "The maximum size of all answers of one read, before and after decompression. Larger"
                  + " answers fail the collection.")
          .otherwise("8MiB");
  private static final Key<List<Value>> STATUSES_KEY =
      Key.of(
              "statuses",
              Types.texts("list of statuses", "a list of statuses such as 200, 2xx or 200-204"),
              "The statuses that count as success: `2xx`, `200`, `200-204`.")
          .otherwise("[2xx]");
  private static final Key<Integer> RETRIES =
      Key.of(
              "retries",
              Types.integer(0, 3),
              "How often a request is tried again within the timeout after a refused connection or"
                  + " the status 429, 502, 503 or 504: after a short pause, or as `Retry-After`"
                  + " says.")
          .otherwise("0");

  /** All of them, in the order of the manual. */
  public static final List<Key<?>> ALL =
      Stream.of(
              List.<Key<?>>of(URL),
              HttpAccessKeys.ALL,
              List.<Key<?>>of(
                  TlsKeys.TLS,
                  HttpProxyKeys.PROXY,
                  FOLLOW,
                  REDIRECT_HOSTS,
                  MAX_BODY,
                  STATUSES_KEY,
                  RETRIES))
          .<Key<?>>flatMap(List::stream)
          .toList();

  private HttpTargetKeys() {}

  /** Reads a connection; adds problems to its section. */
  public static HttpConfig read(String name, Section section) {
    return new HttpConfig(
        name,
        section.text(URL).equals("local") ? HttpConfig.LOCAL : HttpUrls.read(section, URL, false),
        HttpAccessKeys.read(section),
        TlsKeys.read(section),
        HttpProxyKeys.read(section),
        redirects(section),
        new Answers(section.get(MAX_BODY), statuses(section), section.get(RETRIES)));
  }

  private static Redirects redirects(Section section) {
    boolean follow = section.get(FOLLOW);
    List<Value> hosts = section.find(REDIRECT_HOSTS);
    if (hosts == null) {
      return new Redirects(follow, List.of());
    }
    if (!follow) {
      section.problem(REDIRECT_HOSTS, "expected follow-redirects: true with it, found false");
    }
    for (Value host : hosts) {
      if (!HOST.matcher(host.text()).matches()) {
        host.expected("a host such as api.example.com or *.example.com");
      }
    }
    return new Redirects(follow, hosts.stream().map(Value::text).toList());
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
