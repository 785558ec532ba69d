package io.sonde.collection;

import io.sonde.collection.LatestResult.Exposed;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;

/**
 * What each collection would expose by itself, all at the same moment.
 *
 * <p>The targets of a collector mostly give the same names, so that of thousands of them only a few
 * have to be compared with the others. Not thread-safe.
 */
final class ExposedSamples {
  private final Function<TargetCollection, Exposed> exposed;
  private final IdentityHashMap<List<TargetCollection>, List<TargetCollection>> differing =
      new IdentityHashMap<>();

  ExposedSamples(Function<TargetCollection, Exposed> exposed) {
    this.exposed = exposed;
  }

  Exposed exposed(TargetCollection collection) {
    return exposed.apply(collection);
  }

  /** Those of a collector whose names differ from those of each one before. */
  List<TargetCollection> differing(List<TargetCollection> all) {
    return differing.computeIfAbsent(
        all,
        _ -> {
          var found = new ArrayList<TargetCollection>();
          for (var one : all) {
            if (found.stream().noneMatch(known -> exposed(one).hasNamesOf(exposed(known)))) {
              found.add(one);
            }
          }
          return found;
        });
  }

  /** True when a name has another family or type in both. */
  boolean contradict(TargetCollection one, TargetCollection other) {
    return exposed(one).contradicts(exposed(other));
  }
}
