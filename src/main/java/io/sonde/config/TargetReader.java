package io.sonde.config;

import io.sonde.targets.Secret;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TlsConfig;
import io.sonde.targets.http.HttpConfig;
import io.sonde.targets.http.HttpConfig.BasicAuth;
import io.sonde.targets.http.HttpConfig.Statuses;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.targets.jmx.JmxAddress;
import io.sonde.targets.jmx.JmxConfig;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Text;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the entries of {@code targets}. */
final class TargetReader {
  private static final List<String> KINDS = List.of("jdbc", "http", "jmx");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB|KiB|MiB|GiB)?");
  private static final Pattern STATUSES = Pattern.compile("([1-5])xx|(\\d{3})(?:-(\\d{3}))?");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** What the client that sends the requests sets itself. */
  private static final List<String> RESERVED =
      List.of("accept-encoding", "connection", "content-length", "expect", "host", "upgrade");

  private static final long MAX_BODY = 8L << 20;

  private final Path folder;
  private final Problems problems;

  /**
   * @param folder what relative file names are relative to: the folder of the configuration
   */
  TargetReader(Path folder, Problems problems) {
    this.folder = folder;
    this.problems = problems;
  }

  /** The target; null when its kind cannot be told. */
  @Nullable TargetConfig read(Node node, String path) {
    Section section = Section.of(node, path, problems);
    String name = section.required("name", "a name");
    if (!name.isEmpty() && !Names.own(name)) {
      section.expected("name", "letters, digits, dots, dashes and underscores");
    }
    List<String> kinds = KINDS.stream().filter(section::has).toList();
    TargetConfig target = null;
    if (kinds.size() == 1) {
      String kind = kinds.getFirst();
      Section connection = section.section(kind);
      if (connection != null) {
        target =
            switch (kind) {
              case "jdbc" -> jdbc(name, connection);
              case "http" -> http(name, connection);
              default -> jmx(name, connection);
            };
        connection.end();
      }
    } else if (node instanceof Node.Fields) {
      problems.add(
          section.place(),
          path,
          "expected one of jdbc, http, jmx, found "
              + (kinds.isEmpty() ? "none" : String.join(" and ", kinds)));
    }
    section.end();
    return target;
  }

  private TargetConfig jdbc(String name, Section section) {
    String url = section.required("url", "a JDBC URL");
    if (!url.isEmpty() && !url.startsWith("jdbc:")) {
      // not what was found: it may be a URL with a password in it
      section.problem("url", "expected a JDBC URL, which begins with jdbc:");
    }
    return new JdbcConfig(
        name,
        url,
        section.text("username"),
        Secret.read(section, "password", folder),
        secrets(section, "properties", "property-files"));
  }

  private TargetConfig http(String name, Section section) {
    BasicAuth basicAuth = null;
    Section basic = section.section("basic-auth");
    if (basic != null) {
      String username = basic.required("username", "a user name");
      Secret password = Secret.read(basic, "password", folder);
      if (password == null) {
        basic.problem("password", "expected password or password-file, found neither");
      } else {
        basicAuth = new BasicAuth(username, password);
      }
      basic.end();
    }
    Secret bearer = Secret.read(section, "bearer-token", folder);
    if (bearer != null && basicAuth != null) {
      section.problem("bearer-token", "expected basic-auth or bearer-token, found both");
    }
    return new HttpConfig(
        name,
        url(section),
        headers(section),
        basicAuth,
        bearer,
        tls(section),
        section.bool("follow-redirects", false),
        size(section, "max-body", MAX_BODY),
        statuses(section));
  }

  private TargetConfig jmx(String name, Section section) {
    String url = section.required("url", "local, host:port or service:jmx:rmi:…");
    if (!url.isEmpty()) {
      try {
        JmxAddress.parse(url);
      } catch (IllegalArgumentException e) {
        section.problem("url", String.valueOf(e.getMessage()));
      }
    }
    String username = section.text("username");
    Secret password = Secret.read(section, "password", folder);
    if (username == null != (password == null)) {
      section.problem(
          username == null ? "password" : "username",
          "expected username and password together, found one of them");
    }
    return new JmxConfig(name, url, username, password, tls(section));
  }

  private static URI url(Section section) {
    String text = section.required("url", "an http or https URL");
    if (text.equals("local")) {
      return HttpConfig.LOCAL;
    }
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (java.net.URISyntaxException _) {
      // said below
    }
    if (!text.isEmpty()) {
      // not what was found: it may be a URL with a password in it
      section.problem(
          "url", "expected an http or https URL with a host, without user information and query");
    }
    return URI.create("http://invalid");
  }

  private @Nullable TlsConfig tls(Section parent) {
    Section section = parent.section("tls");
    if (section == null) {
      return null;
    }
    Path certificate = file(section, "certificate-file");
    Path key = file(section, "key-file");
    if (certificate == null != (key == null)) {
      section.problem(
          certificate == null ? "key-file" : "certificate-file",
          "expected certificate-file and key-file together, found one of them");
    }
    TlsConfig tls =
        new TlsConfig(file(section, "ca-file"), certificate, key, section.bool("insecure", false));
    section.end();
    return tls;
  }

  private @Nullable Path file(Section section, String key) {
    String text = section.text(key);
    return text == null ? null : folder.resolve(text);
  }

  private Map<String, Secret> headers(Section section) {
    Map<String, Secret> headers = secrets(section, "headers", "header-files");
    headers.keySet().stream()
        .filter(name ->
            !HEADER.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT)))
        .forEach(name ->
            section.problem(
                "headers",
                "expected names of headers other than "
                    + String.join(", ", RESERVED)
                    + ", found '"
                    + name
                    + "'"));
    return headers;
  }

  private Map<String, Secret> secrets(Section section, String key, String fileKey) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    section
        .textMap(key, "a map of names to values")
        .forEach((name, text) -> secrets.put(name, Secret.of(text.text())));
    section
        .textMap(fileKey, "a map of names to files")
        .forEach((name, text) -> {
          if (secrets.put(name, Secret.inFile(folder.resolve(text.text()))) != null) {
            problems.add(
                text.place(),
                section.pathOf(fileKey) + "." + name,
                "expected it in " + key + " or in " + fileKey + ", found it in both");
          }
        });
    return secrets;
  }

  private static long size(Section section, String key, long otherwise) {
    String text = section.text(key);
    if (text == null) {
      return otherwise;
    }
    Matcher size = SIZE.matcher(text);
    if (size.matches()) {
      long unit =
          switch (size.group(2)) {
            case "KB" -> 1_000;
            case "MB" -> 1_000_000;
            case "GB" -> 1_000_000_000;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            case null, default -> 1;
          };
      long bytes =
          Math.multiplyHigh(Long.parseLong(size.group(1)), unit) == 0
              ? Long.parseLong(size.group(1)) * unit
              : 0;
      if (0 < bytes && bytes <= Integer.MAX_VALUE - 8) {
        return bytes;
      }
    }
    section.expected(key, "a size up to 2GB, such as 16MiB or 500KB");
    return otherwise;
  }

  private Statuses statuses(Section section) {
    List<Statuses.Range> ranges = new ArrayList<>();
    for (Text text : section.texts("statuses", "a list of statuses such as 200, 2xx or 200-204")) {
      Matcher matcher = STATUSES.matcher(text.text());
      if (!matcher.matches()) {
        problems.expected(text, section.pathOf("statuses"), "a status such as 200, 2xx or 200-204");
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
