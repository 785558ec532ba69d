package io.sonde;

import io.sonde.collection.OnDemandResult;
import io.sonde.config.SondeConfig;
import io.sonde.discovery.OneTimeDiscovery;
import io.sonde.mapping.Explainer;
import io.sonde.mapping.Explanation;
import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.jmx.JmxQueryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs collections once, and shows the rows that they read and the samples made of these. */
public final class Explain {
  private static final Duration MBEANS_WITHIN = Duration.ofSeconds(30);

  private final SondeConfig config;

  public Explain(SondeConfig config) {
    this.config = config;
  }

  /** What one collection gave, and the rows of which it was made. */
  public record Explained(OnDemandResult fresh, Explanation explanation) {}

  /**
   * What the selected collections gave.
   *
   * @param problems of lists of targets, a line each
   */
  public record Explanations(List<Explained> all, List<String> problems) {
    public Explanations {
      all = List.copyOf(all);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Explains the selected collections.
   *
   * @param rows how many rows are shown
   * @return none when no collection is selected
   */
  public Explanations run(Selection selection, int rows) throws IOException, InterruptedException {
    try (OnDemandCollections onDemand = OnDemandCollections.open(config, selection)) {
      List<Explained> all =
          OnDemandCollections.each(
              onDemand.select(selection),
              collection -> {
                Explainer explainer = new Explainer(rows, true);
                // A run is refused only while another run is under way, and there is none.
                OnDemandResult fresh = collection.explain(explainer, null).orElseThrow();
                return new Explained(fresh, explainer.explanation());
              });
      return new Explanations(all, onDemand.lists().problems());
    }
  }

  /**
   * The configuration with the targets of the lists that may have a target.
   *
   * @param target null for any
   */
  public OneTimeDiscovery lists(@Nullable String target) throws IOException, InterruptedException {
    try (OnDemandCollections onDemand =
        OnDemandCollections.open(config, new Selection(null, target))) {
      return onDemand.lists();
    }
  }

  /**
   * The MBeans of a target, with all of their attributes.
   *
   * @param target of the kind {@code jmx}
   * @param pattern a valid ObjectName
   * @param most how many MBeans are shown
   * @throws ReadException when they cannot be read
   */
  public Explanation mbeans(TargetConfig target, String pattern, int most)
      throws ReadException, IOException, InterruptedException {
    Explainer explainer = new Explainer(most, true);
    for (Secret secret : target.credentials()) {
      explainer.hide(List.of(secret.reveal()));
    }
    Kinds kinds = Kinds.of(DriversFolder.open());
    try (Target opened = kinds.open(target)) {
      var query = opened.prepare(new JmxQueryConfig(List.of(pattern)), Fields.all());
      var reading = Reading.within(MBEANS_WITHIN);
      int _ = explainer.of(query, Set.of()).read(reading, _ -> {});
      reading.end();
    }
    return explainer.explanation();
  }
}
