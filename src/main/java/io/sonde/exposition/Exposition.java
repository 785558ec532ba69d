package io.sonde.exposition;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** All that Sonde exposes, as one: the merge of its sources. Thread-safe. */
public final class Exposition {
  private final List<Source> sources;

  public Exposition(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * What is exposed at this moment: families sorted by name, each once.
   *
   * @param names families or samples to select; empty for all
   */
  public MetricSnapshots snapshots(Set<String> names) {
    var all = new ArrayList<MetricSnapshot>();
    for (Source source : sources) {
      source.snapshots().get().forEach(all::add);
    }
    return new MetricSnapshots(all);
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
