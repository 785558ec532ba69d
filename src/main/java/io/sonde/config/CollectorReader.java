package io.sonde.config;

import io.sonde.config.CollectorConfig.MetricConfig;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.http.HttpQueryConfig;
import io.sonde.targets.http.JsonPaths;
import io.sonde.targets.jdbc.JdbcQueryConfig;
import io.sonde.targets.jmx.JmxQueryConfig;
import io.sonde.yaml.Durations;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Text;
import io.sonde.yaml.Placed;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Reads the entries of {@code collectors}. */
final class CollectorReader {
  private static final Duration EVERY = Duration.ofSeconds(15);
  private static final Duration LONGEST_TIMEOUT_BY_DEFAULT = Duration.ofSeconds(10);
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofDays(7);
  private static final int MAX_SAMPLES = 10_000;
  private static final List<String> READS = List.of("sql", "get", "path", "mbeans");
  private static final Pattern METHOD = Pattern.compile("[A-Z]{3,10}");
  private static final Map<String, OnDuplicate> ON_DUPLICATE =
      new TreeMap<>(
          Map.of(
              "fail", OnDuplicate.FAIL,
              "first", OnDuplicate.FIRST,
              "last", OnDuplicate.LAST,
              "sum", OnDuplicate.SUM));

  private final String prefix;
  private final Problems problems;
  private final List<Placed<MetricConfig>> declared = new ArrayList<>();

  CollectorReader(String prefix, Problems problems) {
    this.prefix = prefix;
    this.problems = problems;
  }

  /** The collector; null when it cannot be told what it reads. */
  @Nullable CollectorConfig read(Node node, String path) {
    Section section = Section.of(node, path, problems);
    String name = section.required("name", "a name");
    if (!name.isEmpty() && !Names.own(name)) {
      section.expected("name", "letters, digits, dots, dashes and underscores");
    }
    List<String> targets =
        section.texts("targets", "a list of targets").stream().map(Text::text).toList();
    if (targets.isEmpty() && !section.has("targets")) {
      section.expected("targets", "a list of targets");
    }
    Duration every = section.duration("every", EVERY, LEAST, MOST);
    Duration timeout =
        section.duration(
            "timeout",
            every.compareTo(LONGEST_TIMEOUT_BY_DEFAULT) < 0 ? every : LONGEST_TIMEOUT_BY_DEFAULT,
            LEAST,
            MOST);
    Duration keep = section.duration("keep", every.multipliedBy(3), Duration.ZERO, MOST.plus(MOST));
    if (keep.compareTo(every) < 0) {
      section.expected("keep", "no less than every, " + Durations.format(every));
    }
    QueryConfig read = what(section);
    int maxSamples = section.integer("max-samples", MAX_SAMPLES, 1, 10_000_000);
    OnDuplicate onDuplicate = section.choice("on-duplicate", ON_DUPLICATE, OnDuplicate.FAIL);
    List<MetricConfig> metrics = metrics(section, read);
    section.end();
    return read == null
        ? null
        : new CollectorConfig(
            name,
            targets,
            every,
            timeout,
            keep,
            maxSamples,
            onDuplicate,
            read,
            metrics,
            section.place());
  }

  /** The metrics of all collectors that were read, for the checks across them. */
  List<Placed<MetricConfig>> declared() {
    return declared;
  }

  private List<MetricConfig> metrics(Section section, @Nullable QueryConfig read) {
    List<Node> nodes = section.list("metrics");
    if (nodes.isEmpty()) {
      section.expected("metrics", "a list of metrics");
    }
    MetricReader reader = new MetricReader(prefix, read == null ? null : read.kind(), problems);
    List<MetricConfig> metrics = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      String path = section.pathOf("metrics") + "[" + i + "]";
      MetricConfig metric = reader.read(nodes.get(i), path);
      if (metric != null) {
        metrics.add(metric);
        declared.add(new Placed<>(metric, metric.place(), path));
      }
    }
    return metrics;
  }

  private @Nullable QueryConfig what(Section section) {
    List<String> found = READS.stream().filter(section::has).toList();
    if (found.size() != 1) {
      problems.add(
          section.place(),
          section.path(),
          "expected one of sql, get, path, mbeans, found "
              + (found.isEmpty() ? "none" : String.join(" and ", found)));
      List.of("method", "body", "rows").forEach(section::has);
      return null;
    }
    return switch (found.getFirst()) {
      case "sql" -> new JdbcQueryConfig(section.required("sql", "a query"));
      case "mbeans" -> mbeans(section);
      case "get" -> http(section, "get", "GET", null);
      default -> {
        String method = section.text("method");
        if (method != null && !METHOD.matcher(method).matches()) {
          section.expected("method", "an HTTP method in capitals, such as POST");
        }
        yield http(section, "path", method == null ? "GET" : method, section.text("body"));
      }
    };
  }

  private HttpQueryConfig http(Section section, String key, String method, @Nullable String body) {
    String path = section.required(key, "a path");
    if (!path.isEmpty() && !path.startsWith("/")) {
      section.expected(key, "a path that begins with /");
    } else if (!isPartOfUri(path)) {
      section.expected(key, "a path with %-escapes for what is no letter of a URL");
    }
    String rows = section.text("rows");
    if (rows != null) {
      JsonPaths.rowsProblem(rows).ifPresent(problem -> section.problem("rows", problem));
    }
    return new HttpQueryConfig(method, path, body, rows == null ? "$" : rows);
  }

  private static boolean isPartOfUri(String path) {
    try {
      return new URI("http://host" + path).getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private JmxQueryConfig mbeans(Section section) {
    List<String> patterns = new ArrayList<>();
    for (Text text : section.texts("mbeans", "an ObjectName pattern, or a list of them")) {
      try {
        patterns.add(new ObjectName(text.text()).toString());
      } catch (MalformedObjectNameException e) {
        problems.add(
            text.place(),
            section.pathOf("mbeans"),
            "expected an ObjectName such as java.lang:type=MemoryPool,name=*, found "
                + text.found());
      }
    }
    return new JmxQueryConfig(patterns);
  }
}
