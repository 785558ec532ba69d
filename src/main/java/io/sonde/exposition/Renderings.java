package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The bytes of large families, compressed, for as long as they are true: until one of the snapshots
 * that a family is made of is replaced.
 *
 * <p>Snapshots are immutable, so the same ones have the same bytes. They are held weakly, and their
 * bytes are a tenth of the text, so that little stays behind of what is no longer exposed. What is
 * not asked for in a format is not rendered in it. Thread-safe.
 */
final class Renderings {
  /** Data points; a family that has fewer is written in less time than this is worth. */
  static final int LARGE = 256;

  private final Map<String, Rendering> kept = new ConcurrentHashMap<>();

  /**
   * The bytes of a family, when to have them is worth it: for a compressed body at once, since they
   * must be compressed anyway; for a plain one when its snapshots are seen for the second time.
   *
   * @param parts the snapshots that it is made of
   * @param merged makes one of them
   */
  Optional<Segment> of(
      String name,
      List<MetricSnapshot> parts,
      Format format,
      boolean compressed,
      Supplier<MetricSnapshot> merged) {
    if (parts.stream().mapToInt(part -> part.getDataPoints().size()).sum() < LARGE) {
      kept.remove(name);
      return Optional.empty();
    }
    Rendering known = kept.get(name);
    if (known == null || !known.isOf(parts)) {
      known = new Rendering(parts);
      kept.put(name, known);
      if (!compressed) {
        return Optional.empty();
      }
    }
    return Optional.of(known.segments.computeIfAbsent(format, _ -> render(format, merged.get())));
  }

  /** Forgets families of other names. */
  void retain(Set<String> names) {
    kept.keySet().retainAll(names);
  }

  private static Segment render(Format format, MetricSnapshot family) {
    var bytes = new ByteArrayOutputStream();
    try (var deflating = new DeflatingStream(bytes)) {
      format.writePart(MetricSnapshots.of(family), deflating);
      deflating.sync();
      return new Segment(bytes.toByteArray(), deflating.length(), deflating.crc());
    } catch (IOException e) {
      throw new UncheckedIOException("memory is no device", e);
    }
  }

  private record Rendering(
      List<WeakReference<MetricSnapshot>> parts, Map<Format, Segment> segments) {
    Rendering(List<MetricSnapshot> parts) {
      this(parts.stream().map(WeakReference::new).toList(), new ConcurrentHashMap<>());
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
  }
}
