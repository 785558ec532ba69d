package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers what families are made of, so that whoever keeps their text can tell whether it is still
 * true: the number of a family changes when its samples do.
 *
 * <p>Some sources give the same snapshots until they change, others make new ones for each scrape.
 * The latter are compared with those of the scrape before, which are held for it, up to a bound;
 * the others are held weakly, so that nothing of a large collection outlives its replacement. For
 * one thread.
 */
final class Versions {
  /** The most data points that are held for comparing, all families together: about 2 MB. */
  static final int HELD = 10_000;

  private final Map<String, Version> last = new HashMap<>();
  private long next;
  private int held;

  /** The family that these parts make. */
  Family of(String name, List<MetricSnapshot> parts) {
    Version before = last.get(name);
    if (before != null && before.isOf(parts)) {
      // Its source keeps them: there is no need to hold them here.
      release(before);
      return new Family(name, parts, before.number);
    }
    boolean same = before != null && before.saysTheSame(parts);
    long number = same && before != null ? before.number : next++;
    if (before != null) {
      release(before);
    }
    var version = new Version(number, parts);
    hold(version, parts);
    last.put(name, version);
    return new Family(name, parts, number);
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
    int points = parts.stream().mapToInt(part -> part.getDataPoints().size()).sum();
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
    final long number;
    final List<WeakReference<MetricSnapshot>> parts;
    @Nullable List<MetricSnapshot> strong;
    int points;

    Version(long number, List<MetricSnapshot> parts) {
      this.number = number;
      this.parts = parts.stream().map(WeakReference::new).toList();
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

    boolean saysTheSame(List<MetricSnapshot> others) {
      if (strong == null || strong.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < others.size(); i++) {
        if (!SameSamples.in(strong.get(i), others.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
