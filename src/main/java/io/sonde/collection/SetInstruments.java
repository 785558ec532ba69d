package io.sonde.collection;

import io.sonde.metrics.CollectionInstruments;
import io.sonde.metrics.CollectorInstruments;
import io.sonde.metrics.Instruments;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The instruments of the collectors of one set. Instruments of the set before are taken over by
 * name, so that a reload that changes a collector does not reset its counters. For one thread.
 */
final class SetInstruments {
  private final Instruments instruments;
  private final Map<String, CollectorInstruments> collectors = new HashMap<>();
  private final Map<String, CollectorInstruments> before;

  /**
   * @param before the instruments of the set before; null for none
   */
  SetInstruments(Instruments instruments, @Nullable SetInstruments before) {
    this.instruments = instruments;
    this.before = before == null ? Map.of() : before.collectors;
  }

  CollectorInstruments collector(String name) {
    var known = collectors.get(name);
    if (known == null) {
      var taken = before.get(name);
      known = taken == null ? instruments.collector(name) : taken;
      collectors.put(name, known);
    }
    return known;
  }

  /**
   * The instruments of one collection.
   *
   * @param counted its instruments in the set before; null when it is new
   */
  CollectionInstruments collection(String collector, @Nullable CollectionInstruments counted) {
    var of = collector(collector);
    return counted == null ? of.collection() : counted;
  }

  /** Removes from the exposition the collectors that another set does not have. */
  void closeWithout(SetInstruments other) {
    collectors.forEach((name, one) -> {
      if (!other.collectors.containsKey(name)) {
        one.close();
      }
    });
  }
}
