package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives each family a version that changes when its samples change. A kept text is valid while the
 * version is the same.
 *
 * <p>Some sources return the same snapshots until they change, others make new ones for each
 * scrape. New snapshots are compared with those of the previous scrape, which are kept for that, up
 * to a limit. Other snapshots are referenced weakly, so that a replaced collection can be garbage
 * collected. For one thread.
 */
final class Versions {
  /**
   * The maximum number of data points that are kept for comparison, of all families together: about
   * 2 MB.
   */
  static final int HELD = 10_000;

  private final Map<String, Version> last = new HashMap<>();
  private long next;
  private int held;

  /** The family that these parts make. */
  Family of(String name, List<MetricSnapshot> parts) {
    Version version = last.get(name);
    if (version == null) {
      version = new Version(next++, parts);
      hold(version, parts);
      last.put(name, version);
    } else if (version.isOf(parts)) {
      // The source keeps these snapshots, so they need not be kept here.
      release(version);
    } else {
      if (!version.hasSameSamples(parts)) {
        version.number = next++;
      }
      release(version);
      version.refer(parts);
      hold(version, parts);
    }
    return new Family(name, parts, version.number);
  }

  /** Forgets families of other names. */
  void retain(Set<String> names) {
    if (last.size() > names.size()) {
      last.entrySet()
          .removeIf(entry -> {
            boolean gone = !names.contains(entry.getKey());
            if (gone) {
              release(entry.getValue());
            }
            return gone;
          });
    }
  }

  private void hold(Version version, List<MetricSnapshot> parts) {
    int points = 0;
    for (MetricSnapshot part : parts) {
      points += part.getDataPoints().size();
    }
    if (held + points <= HELD) {
      version.strong = parts;
      version.points = points;
      held += points;
    }
  }

  private void release(Version version) {
    version.strong = null;
    held -= version.points;
    version.points = 0;
  }

  private static final class Version {
    final List<WeakReference<MetricSnapshot>> parts = new ArrayList<>(1);
    long number;
    @Nullable List<MetricSnapshot> strong;
    int points;

    Version(long number, List<MetricSnapshot> parts) {
      this.number = number;
      refer(parts);
    }

    void refer(List<MetricSnapshot> others) {
      parts.clear();
      for (MetricSnapshot other : others) {
        parts.add(new WeakReference<>(other));
      }
    }

    boolean isOf(List<MetricSnapshot> others) {
      if (parts.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < others.size(); i++) {
        if (!parts.get(i).refersTo(others.get(i))) {
          return false;
        }
      }
      return true;
    }

    boolean hasSameSamples(List<MetricSnapshot> others) {
      if (strong == null || strong.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < others.size(); i++) {
        if (!SnapshotComparison.equal(strong.get(i), others.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
