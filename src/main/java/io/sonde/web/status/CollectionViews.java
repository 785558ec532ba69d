package io.sonde.web.status;

import io.sonde.collection.CollectionSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Makes what the page shows of what is known of the collections. */
final class CollectionViews {
  private CollectionViews() {}

  /** All collections, the worst first, and in the order of the configuration within a state. */
  static List<CollectionView> of(CollectionSet collections, Instant now) {
    return collections.all().stream()
        .map(one ->
            new CollectionView(
                one.collector(),
                one.target(),
                State.WAITING,
                "",
                null,
                null,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                0,
                null,
                List.of()))
        .sorted(Comparator.comparing(CollectionView::state))
        .toList();
  }
}
