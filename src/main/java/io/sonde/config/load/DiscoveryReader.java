package io.sonde.config.load;

import io.sonde.config.DiscoveryConfig;
import io.sonde.config.DiscoveryConfig.Source;
import io.sonde.config.FilePattern;
import io.sonde.config.TargetTemplate;
import io.sonde.targets.Fields;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node;
import io.sonde.yaml.Place;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import io.sonde.yaml.YamlTree;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the entries of {@code discover}. */
final class DiscoveryReader {

  private static final Key<String> NAME =
      Key.of(
              "name",
              Types.TEXT,
              "Its name, the label `discovery` of its metrics: letters, digits, dots, dashes and"
                  + " underscores.")
          .required("a name");
  private static final Key<List<Value>> FILES =
      Key.of(
              "files",
              Types.texts("list of files", "a list of files"),
              "Files, or patterns of files, in Prometheus' file_sd format: JSON (`.json`) or YAML."
                  + " Changes take effect within seconds.")
          .asAlternative();
  static final Key<String> QUERY_TARGET =
      Key.of("target", Types.TEXT, "The name of the target to read.")
          .required("the name of a target");
  private static final Key<String> GET =
      Key.of("get", Types.TEXT, "The path that is appended to `url`. It may have a query.");
  private static final Timing TIMING =
      Timing.of(
          "The time from one read of `query` or `http` to the next.",
          "1m",
          "The maximum duration of such a read.");
  private static final Key<List<Value>> COLLECTORS =
      Key.of(
              "collectors",
              Types.texts("list of names", "a list of collectors"),
              "The names of the collectors that read the targets.")
          .required("a list of collectors");
  private static final Key<Integer> MAX_TARGETS =
      Key.of(
              "max-targets",
              Types.integer(1, 10_000),
              "The maximum length of the list; a longer one is refused.")
          .otherwise("1000");

  private final TargetTemplateReader templates;
  private final CollectorReader collectors;
  private final @Nullable TargetKind http;
  private final Key<Section> httpKey;
  private final Key<Section> query;
  private final Key<Value> target;
  private final Key<List<Section>> key;

  DiscoveryReader(List<TargetKind> kinds, TargetReader targets, CollectorReader collectors) {
    this.templates = new TargetTemplateReader(targets);
    this.collectors = collectors;
    this.http = kinds.stream().filter(kind -> kind.key().equals("http")).findFirst().orElse(null);
    List<Key<?>> httpKeys = new ArrayList<>(http == null ? List.of() : http.targetKeys());
    httpKeys.add(GET);
    this.httpKey =
        Key.of(
                "http",
                new ConfigKeys.DescribedElsewhere(
                    Types.section(httpKeys), "map, as `http` of a target, with `get`"),
                "A server that returns a list in Prometheus' http_sd format.")
            .asSecret()
            .asAlternative();
    List<Key<?>> queryKeys = new ArrayList<>(List.of(QUERY_TARGET));
    kinds.forEach(kind -> queryKeys.addAll(CollectorReader.leading(kind)));
    this.query =
        Key.of(
                "query",
                new ConfigKeys.DescribedElsewhere(
                    Types.section(queryKeys), "map of `target` and the query of a collector"),
                "A query whose rows are the entries: `{target: main, sql: SELECT …}`.")
            .asSecret()
            .asAlternative();
    this.target =
        Key.of(
                "target",
                new TargetTemplateReader.Template(targets.key().type().keys()),
                "The template of the targets; each entry of the list becomes one. `{name}` is a"
                    + " field of the entry: `__address__` or a label for `files` and `http`, a"
                    + " field of the row for `query`. Inside a longer text its value is escaped."
                    + " `{{` and `}}` are literal braces.")
            .required("a map")
            .asSecret();
    this.key =
        Key.of(
            "discover",
            Types.sections(
                List.of(
                    NAME,
                    FILES,
                    query,
                    httpKey,
                    TIMING.every(),
                    TIMING.timeout(),
                    target,
                    COLLECTORS,
                    MAX_TARGETS)),
            "Targets from lists outside this file.");
  }

  Key<List<Section>> key() {
    return key;
  }

  /** The discovery; null when its source or its template is missing. */
  @Nullable DiscoveryConfig read(Section section, Problems problems) {
    String name = section.text(NAME);
    if (!name.isEmpty() && !Names.own(name)) {
      section.expected(NAME, "letters, digits, dots, dashes and underscores");
    }
    Duration every = section.get(TIMING.every());
    Duration timeout = TIMING.timeout(section, every);
    TargetTemplate template = template(section, problems);
    Source source = source(section, name, template);
    List<Value> names = section.find(COLLECTORS);
    if (names != null && names.isEmpty()) {
      section.expected(COLLECTORS, "a list of collectors");
    }
    int most = section.get(MAX_TARGETS);
    return source == null || template == null
        ? null
        : new DiscoveryConfig(
            name,
            source,
            every,
            timeout,
            template,
            names == null ? List.of() : names.stream().map(Value::text).toList(),
            most);
  }

  private @Nullable TargetTemplate template(Section section, Problems problems) {
    Value written = section.find(target);
    if (written == null) {
      return null;
    }
    return written.node() instanceof Node.Fields map
        ? templates.read(map, section.pathOf(target), section.folder(), problems)
        : written.not("a map");
  }

  /** The source; null, with a problem, when none or several are given, or the one is wrong. */
  private @Nullable Source source(Section section, String name, @Nullable TargetTemplate template) {
    Key<?> chosen = section.alternative();
    List<Value> files = section.find(FILES);
    if (files != null && files.isEmpty()) {
      section.expected(FILES, "a list of files");
    }
    Section asked = section.find(query);
    Section server = section.find(httpKey);
    Source rows = asked == null ? null : rows(asked, template);
    Source http = server == null ? null : http(name, server);
    if (chosen == null) {
      return null;
    }
    if (files != null) {
      return new Source.Files(
          files.stream().map(one -> new FilePattern(one.file().toString())).toList());
    }
    return rows == null ? http : rows;
  }

  private @Nullable Source rows(Section section, @Nullable TargetTemplate template) {
    String target = section.text(QUERY_TARGET);
    TargetKind kind = collectors.kind(section);
    if (kind == null) {
      return null;
    }
    QueryConfig asked = kind.readQuery(section);
    if (template != null) {
      for (String field : template.placeholders()) {
        if (!Fields.OF_THE_READ.contains(field)) {
          kind.fieldProblem(asked, field).ifPresent(section::problem);
        }
      }
    }
    return new Source.Rows(target, asked);
  }

  private @Nullable Source http(String name, Section section) {
    String get = section.find(GET);
    if (get != null && !isPath(get)) {
      section.problem(GET, "expected a path that begins with / or ?, with %-escapes, found a text");
    }
    if (http == null) {
      return null;
    }
    TargetConfig server = http.readTarget("discovery " + name, section);
    Problems none = new Problems();
    Node.Fields asked =
        YamlTree.compose(
            "http", "{format: text, pattern: '(?s)(?<" + DiscoveryConfig.BODY + ">.+)'}", none);
    var entries = new LinkedHashMap<>(asked.entries());
    Place place = section.place();
    entries.put(
        "get", new Node.Entry(new Node.Text(get == null ? "" : get, "", true, place), place));
    Section query =
        Section.part(
            new Node.Fields(entries, place),
            section.path(),
            http.queryKeys(),
            section.folder(),
            none);
    return new Source.Http(server, http.readQuery(query));
  }

  private static boolean isPath(String get) {
    try {
      boolean begins = get.isEmpty() || get.startsWith("/") || get.startsWith("?");
      return begins && new URI("http://host" + get).getRawFragment() == null;
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
