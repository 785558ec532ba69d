package io.sonde.config.lint;

import io.sonde.config.CollectorConfig;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import io.sonde.config.SondeConfig;
import io.sonde.yaml.Durations;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Place;
import io.sonde.yaml.Problem;
import io.sonde.yaml.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds parts of a valid configuration that are probably mistakes. Each warning has its place. Used
 * by one thread.
 */
public final class Lints {
  /** A timeout above this share of {@code every} leaves a slow target without a pause. */
  private static final double NEAR = 0.9;

  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d+)]");

  /** Last words of the names of fields that have an unlimited number of values. */
  private static final Set<String> UNBOUNDED =
      Set.of(
          "id",
          "uuid",
          "guid",
          "email",
          "mail",
          "timestamp",
          "ts",
          "datetime",
          "date",
          "time",
          "sql",
          "query",
          "statement",
          "message",
          "stacktrace",
          "token",
          "session");

  /** The same for names whose last two words count. */
  private static final Pattern UNBOUNDED_PHRASE =
      Pattern.compile(
          "(?:.*_)?(?:(?:sql|query|statement|error)_text|(?:created|updated|modified|changed|started"
              + "|finished|deleted)_(?:at|on)|last_seen|remote_addr|client_ip)");

  private final Fields tree;
  private final Problems warnings;

  /**
   * @param tree one file, references replaced
   */
  private Lints(Fields tree, Problems warnings) {
    this.tree = tree;
    this.warnings = warnings;
  }

  /**
   * All warnings.
   *
   * @param written the main file itself, without the defaults
   * @param files the whole main file and the included ones, references replaced, in the order of
   *     their collectors in the configuration
   * @param keys the keys of the main file, of which an included file has some
   */
  public static List<Problem> of(
      SondeConfig config, Fields written, List<Fields> files, List<Key<?>> keys) {
    Problems warnings = new Problems();
    Lints ofMain = new Lints(written, warnings);
    if (config.collectors().isEmpty() && !config.simulation().enabled()) {
      warnings.add(written.place(), "collectors", "expected at least one, found none");
    }
    Entry simulation = written.entries().get("simulation");
    if (simulation != null && !config.simulation().enabled()) {
      ofMain.off(simulation.node());
    }
    int next = 0;
    for (Fields file : files) {
      next += new Lints(file, warnings).file(config.collectors(), next, keys);
    }
    return warnings.all();
  }

  /**
   * Those of one file.
   *
   * @param first which of the collectors is the first one of the file
   * @return how many collectors the file has
   */
  private int file(List<CollectorConfig> collectors, int first, List<Key<?>> keys) {
    Entry own = tree.entries().get("collectors");
    int count = own != null && own.node() instanceof Items items ? items.nodes().size() : 0;
    for (int i = 0; i < count; i++) {
      collector(collectors.get(first + i), "collectors[" + i + "]");
    }
    ValueLints values = new ValueLints(warnings);
    for (Key<?> key : keys) {
      Entry entry = tree.entries().get(key.name());
      if (entry != null) {
        values.of(key, entry.node(), key.name());
      }
    }
    return count;
  }

  /** Warns of keys of the simulated handler while it is off. */
  private void off(Node node) {
    if (node instanceof Fields fields
        && !fields.entries().isEmpty()
        && !fields.entries().containsKey("enabled")) {
      warnings.add(
          fields.place(),
          "simulation",
          "expected enabled: true, without which the other keys have no effect");
    }
  }

  private void collector(CollectorConfig collector, String path) {
    Duration timeout = collector.timeout();
    if (find(path + ".timeout") != null && timeout.toNanos() > NEAR * collector.every().toNanos()) {
      warn(
          path + ".timeout",
          "expected a timeout below every, %s, with time to spare, found %s"
              .formatted(Durations.format(collector.every()), Durations.format(timeout)));
    }
    for (int i = 0; i < collector.metrics().size(); i++) {
      metric(collector.metrics().get(i), timeout, path + ".metrics[" + i + "]");
    }
  }

  private void metric(MetricConfig metric, Duration timeout, String path) {
    NameLints.of(metric).forEach(problem -> warn(path + ".name", problem));
    boolean counter =
        find(path + ".type") instanceof Node.Text type && type.text().equalsIgnoreCase("counter");
    if (counter && metric.type() == MetricType.UNTYPED) {
      warn(
          path + ".name",
          "expected the name of a counter to end in _total, found %s: it is exposed as untyped"
              .formatted(metric.name()));
    }
    metric
        .labels()
        .fields()
        .forEach((label, field) -> {
          String at = path + ".labels." + label;
          String name = NameLints.label(label);
          if (name != null) {
            warn(at, name);
          }
          if (isUnbounded(field)) {
            warn(
                at,
                "expected a field with few values, found '%s': each value is a series of its own"
                    .formatted(field));
          }
        });
    metric
        .labels()
        .constants()
        .keySet()
        .forEach(label -> {
          String name = NameLints.label(label);
          if (name != null) {
            warn(path + ".constant-labels." + label, name);
          }
        });
    if (metric.type() == MetricType.HISTOGRAM && "$duration".equals(metric.value().field())) {
      double longest = timeout.toMillis() / 1000.0 * metric.value().conversion().scale();
      double last = metric.shape().buckets().getLast();
      if (last < longest) {
        warn(
            path + ".buckets",
            "expected a last bucket of at least the timeout, %s, found %s"
                .formatted(Durations.format(timeout), plain(last)));
      }
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** True for a field that probably has an unlimited number of values, as its name says. */
  private static boolean isUnbounded(String field) {
    String words =
        field
            .replaceAll("[\\]')]+$", "")
            .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .replaceAll("[^A-Za-z0-9]+", "_")
            .toLowerCase(Locale.ROOT);
    String last = words.substring(words.lastIndexOf('_') + 1);
    return UNBOUNDED.contains(last) || UNBOUNDED_PHRASE.matcher(words).matches();
  }

  private void warn(String path, String message) {
    warnings.add(place(path), path, message);
  }

  /** The place of the node at a path; when it does not exist, of the last node on the way. */
  private Place place(String path) {
    Place place = tree.place();
    Matcher step = STEP.matcher(path);
    Node node = tree;
    while (node != null && step.find()) {
      node = child(node, step);
      place = node == null ? place : node.place();
    }
    return place;
  }

  private @Nullable Node find(String path) {
    Matcher step = STEP.matcher(path);
    Node node = tree;
    while (node != null && step.find()) {
      node = child(node, step);
    }
    return node;
  }

  private static @Nullable Node child(Node node, Matcher step) {
    String index = step.group(2);
    return switch (node) {
      case Fields fields when index == null -> {
        Map<String, Entry> entries = fields.entries();
        Entry entry = entries.get(step.group(1));
        yield entry == null ? null : entry.node();
      }
      case Items items when index != null && Integer.parseInt(index) < items.nodes().size() ->
          items.nodes().get(Integer.parseInt(index));
      default -> null;
    };
  }
}
