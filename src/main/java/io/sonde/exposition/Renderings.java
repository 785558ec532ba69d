package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.exposition.Segment.Plain;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the text of families in one format until they change: a family that has not changed since
 * the previous scrape is not written again.
 *
 * <p>A large family is compressed while it is written. Small ones are compressed together in packs.
 * A limited amount of text of both is kept uncompressed as well. For one thread.
 */
final class Renderings {
  /** The maximum number of bytes of packs of small families that are kept uncompressed. */
  static final int UNCOMPRESSED = 256 * 1024;

  private final Format format;
  private final Function<Family, MetricSnapshot> merge;
  private final Compressor compressor;
  private final TextBudget budget;
  private final Map<String, Kept> kept = new HashMap<>();

  /** The pack with the text of a family, and the index of the family in it. */
  record Kept(Pack pack, int index) {
    boolean isOf(Family family) {
      return pack.version(index) == family.version();
    }

    int length() {
      return pack.length(index);
    }
  }

  /**
   * @param merge makes one snapshot of a family
   * @param compressor shared with other renderings of the same thread
   * @param budget for the text of large families, shared with other renderings
   */
  Renderings(
      Format format,
      Function<Family, MetricSnapshot> merge,
      Compressor compressor,
      TextBudget budget) {
    this.format = format;
    this.merge = merge;
    this.compressor = compressor;
    this.budget = budget;
  }

  /**
   * The segments of a whole exposition.
   *
   * @param families sorted by name
   * @param all true when these are all families, so that texts of other families can be dropped
   */
  List<Segment> of(List<Family> families, boolean all, Coding coding) {
    if (all && kept.size() > families.size()) {
      retain(families);
    }
    List<Pack> packs = new Layout(this, families, all).arrange();
    var segments = new ArrayList<Segment>(packs.size() + 1);
    packs.forEach(pack -> segments.addAll(pack.segments(coding, compressor)));
    if (format.end().length > 0) {
      segments.add(segment(format.end(), coding));
    }
    return segments;
  }

  /** The text of the present version of a family; null when there is none. */
  @Nullable Kept kept(Family family) {
    Kept found = kept.get(family.name());
    return found != null && found.isOf(family) ? found : null;
  }

  void keep(Family family, Pack pack, int index) {
    Kept before = kept.put(family.name(), new Kept(pack, index));
    if (before != null) {
      dropCached(before);
    }
  }

  /** Writes the text of a family. */
  void write(Family family, OutputStream out) {
    try {
      format.writeFamily(merge.apply(family), out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /**
   * Writes a large family into a pack of its own; its uncompressed text is never in memory as a
   * whole.
   */
  Pack compressed(Family family) {
    Kept before = kept.get(family.name());
    if (before != null) {
      dropCached(before);
    }
    var cutting = new CuttingStream(compressor, budget.left());
    write(family, cutting);
    var pack = new Pack(family, cutting.end());
    budget.take(pack.cached());
    return pack;
  }

  /** Drops the uncompressed text of a pack. */
  void compress(Pack pack) {
    pack.compress(compressor);
  }

  /** A few bytes as a segment. */
  Segment segment(byte[] bytes, Coding coding) {
    return coding == Coding.IDENTITY ? new Plain(bytes) : compressor.segment(bytes);
  }

  private void retain(List<Family> families) {
    Set<String> names = new HashSet<>();
    families.forEach(family -> names.add(family.name()));
    kept.entrySet()
        .removeIf(entry -> {
          boolean gone = !names.contains(entry.getKey());
          if (gone) {
            dropCached(entry.getValue());
          }
          return gone;
        });
  }

  /** Drops the uncompressed text of a large family. */
  private void dropCached(Kept of) {
    budget.take(-of.pack().cached());
    of.pack().dropCached();
  }
}
