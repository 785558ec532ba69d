package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of all samples of some snapshots, each with the family and the type that has it.
 * Immutable.
 */
record SampleNames(Map<String, Owner> owners) {
  /** Whose name it is. */
  record Owner(String family, Class<?> type) {}

  SampleNames {
    owners = Map.copyOf(owners);
  }

  static SampleNames of(List<MetricSnapshot> snapshots) {
    var owners = new HashMap<String, Owner>();
    for (var snapshot : snapshots) {
      var owner = new Owner(snapshot.getMetadata().getName(), snapshot.getClass());
      if (!snapshot.getDataPoints().isEmpty()) {
        Overlap.samples(snapshot).forEach(name -> owners.put(name, owner));
      }
    }
    return new SampleNames(owners);
  }

  /** True when a name has another owner there. */
  boolean contradicts(SampleNames others) {
    if (equals(others)) {
      return false;
    }
    for (var one : owners.entrySet()) {
      var other = others.owners.get(one.getKey());
      if (other != null && !other.equals(one.getValue())) {
        return true;
      }
    }
    return false;
  }
}
