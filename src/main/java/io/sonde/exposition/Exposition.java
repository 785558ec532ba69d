package io.sonde.exposition;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.prometheus.metrics.expositionformats.TextFormatUtil;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * All that Sonde exposes, as one: the merge of its sources.
 *
 * <p>A source that throws is left out, and so is what one source says of a family when it
 * contradicts what an earlier one said (another type, the same labels again): whoever reads the
 * rest must not go blind because of it. The log says so once, with the cause, and once more when it
 * is over. Thread-safe.
 */
public final class Exposition {
  private static final System.Logger LOG = System.getLogger(Exposition.class.getName());

  private final List<Source> sources;
  private final Renderings renderings = new Renderings();

  /** What the log has been told and is still so. */
  private final Set<String> troubles = ConcurrentHashMap.newKeySet();

  /**
   * @param sources the first has the word where two contradict each other
   */
  public Exposition(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * What is exposed at this moment: families sorted by name, each once.
   *
   * @param names families or samples to select; empty for all
   */
  public MetricSnapshots snapshots(Set<String> names) {
    var merged = new ArrayList<MetricSnapshot>();
    families(names).forEach((name, parts) -> merged.add(merge(name, parts)));
    return new MetricSnapshots(merged);
  }

  /**
   * Writes what is exposed at this moment: small families from their snapshots as it goes, large
   * ones as they were rendered, for as long as they have not changed.
   *
   * @param names families or samples to select; empty for all
   * @throws IOException when the body does
   */
  void write(Format format, Set<String> names, Body body) throws IOException {
    SortedMap<String, List<MetricSnapshot>> families = families(names);
    if (names.isEmpty()) {
      renderings.retain(families.keySet());
    }
    var small = new ArrayList<MetricSnapshot>();
    for (var family : families.entrySet()) {
      String name = family.getKey();
      List<MetricSnapshot> parts = family.getValue();
      Optional<Segment> rendered =
          renderings.of(name, parts, format, body.compressed(), () -> merge(name, parts));
      if (rendered.isPresent()) {
        if (!small.isEmpty()) {
          format.writePart(new MetricSnapshots(small), body);
          small.clear();
        }
        body.append(rendered.get());
      } else {
        small.add(merge(name, parts));
      }
    }
    format.write(new MetricSnapshots(small), body);
  }

  private SortedMap<String, List<MetricSnapshot>> families(Set<String> names) {
    var filter = new NameFilter(names);
    var families = new TreeMap<String, List<MetricSnapshot>>();
    for (Source source : sources) {
      for (MetricSnapshot part : read(source)) {
        if (filter.selects(part)) {
          families
              .computeIfAbsent(part.getMetadata().getPrometheusName(), _ -> new ArrayList<>(1))
              .add(part);
        }
      }
    }
    return families;
  }

  private MetricSnapshots read(Source source) {
    String trouble = "source " + source.name();
    try {
      MetricSnapshots snapshots =
          Objects.requireNonNull(source.snapshots().get(), "it gave no snapshots");
      over(trouble);
      return snapshots;
    } catch (RuntimeException e) {
      say(trouble, trouble + ": left out of the exposition, since it failed", e);
      return new MetricSnapshots();
    }
  }

  private MetricSnapshot merge(String name, List<MetricSnapshot> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    String trouble = "metric " + name;
    try {
      MetricSnapshot merged = merged(parts);
      over(trouble);
      return merged;
    } catch (IllegalArgumentException e) {
      say(trouble, trouble + ": left out what contradicts its first source", e);
      return merged(compatible(parts));
    }
  }

  private static MetricSnapshot merged(List<MetricSnapshot> parts) {
    return TextFormatUtil.mergeDuplicates(new MetricSnapshots(parts)).get(0);
  }

  /** The first part, and each that has its type and unit and no labels that were there before. */
  private static List<MetricSnapshot> compatible(List<MetricSnapshot> parts) {
    MetricSnapshot first = parts.getFirst();
    var seen = new HashSet<Labels>();
    var compatible = new ArrayList<MetricSnapshot>();
    for (MetricSnapshot part : parts) {
      List<Labels> labels =
          part.getDataPoints().stream().map(DataPointSnapshot::getLabels).toList();
      if (part.getClass().equals(first.getClass())
          && Objects.equals(part.getMetadata().getUnit(), first.getMetadata().getUnit())
          && labels.stream().noneMatch(seen::contains)) {
        compatible.add(part);
        seen.addAll(labels);
      }
    }
    return compatible;
  }

  private void say(String trouble, String message, RuntimeException cause) {
    if (troubles.add(trouble)) {
      LOG.log(ERROR, message, cause);
    }
  }

  private void over(String trouble) {
    if (!troubles.isEmpty() && troubles.remove(trouble)) {
      LOG.log(INFO, trouble + ": whole again in the exposition");
    }
  }

  /**
   * A part of the exposition.
   *
   * @param name how the log calls it
   * @param snapshots asked once for each scrape, by several threads at once
   */
  public record Source(String name, Supplier<MetricSnapshots> snapshots) {
    /** {@code jvm_*} and {@code process_*}, of a registry of its own. */
    public static Source jvm() {
      var registry = new PrometheusRegistry();
      JvmMetrics.builder().register(registry);
      return new Source("jvm", registry::scrape);
    }
  }
}
