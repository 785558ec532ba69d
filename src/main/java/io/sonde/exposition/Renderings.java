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
 * The text of families in one format, kept until they change: what is the same as in the scrape
 * before is not written again.
 *
 * <p>A large family is compressed by itself while it is written. Small ones are compressed together
 * in packs. What is kept is compressed, but for a bounded part of it. For one thread.
 */
final class Renderings {
  /** The most bytes that are kept uncompressed. */
  static final int UNCOMPRESSED = 256 * 1024;

  private final Format format;
  private final Function<Family, MetricSnapshot> merge;
  private final DeflatingStream deflating;
  private final Map<String, Kept> kept = new HashMap<>();

  /** Where the text of a family is. */
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
   * @param deflating compresses for this and for others in turn
   */
  Renderings(Format format, Function<Family, MetricSnapshot> merge, DeflatingStream deflating) {
    this.format = format;
    this.merge = merge;
    this.deflating = deflating;
  }

  /**
   * The text of families, as a whole exposition.
   *
   * @param families sorted by name
   * @param all true when there are no others, so that what is kept of others can be forgotten
   */
  List<Segment> of(List<Family> families, boolean all, Coding coding) {
    if (all && kept.size() > families.size()) {
      retain(families);
    }
    List<Pack> packs = new Layout(this, families, all).arrange();
    var segments = new ArrayList<Segment>(packs.size() + 1);
    packs.forEach(pack -> segments.add(pack.segment(coding, deflating)));
    if (format.end().length > 0) {
      segments.add(segment(format.end(), coding));
    }
    return segments;
  }

  /** Where the present text of a family is, if there is any. */
  @Nullable Kept kept(Family family) {
    Kept found = kept.get(family.name());
    return found != null && found.isOf(family) ? found : null;
  }

  void keep(Family family, Pack pack, int index) {
    kept.put(family.name(), new Kept(pack, index));
  }

  /** Writes the text of a family. */
  void write(Family family, OutputStream out) {
    try {
      format.writeFamily(merge.apply(family), out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory is no device", e);
    }
  }

  /** Writes the text of a large family into a pack of its own, without ever holding it. */
  Pack compressed(Family family) {
    deflating.begin();
    write(family, deflating);
    return new Pack(family, deflating.end());
  }

  /** Lets go of the uncompressed text of a pack. */
  void compress(Pack pack) {
    pack.compress(deflating);
  }

  /** A few bytes as a segment. */
  Segment segment(byte[] bytes, Coding coding) {
    return coding == Coding.IDENTITY ? new Plain(bytes) : deflating.segment(bytes);
  }

  private void retain(List<Family> families) {
    Set<String> names = new HashSet<>();
    families.forEach(family -> names.add(family.name()));
    kept.keySet().retainAll(names);
  }
}
