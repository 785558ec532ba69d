package io.sonde.exposition;

import io.sonde.exposition.Segment.Cached;
import io.sonde.exposition.Segment.Deflated;
import io.sonde.exposition.Segment.Plain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of several consecutive families, compressed together: small families compress badly one
 * by one. The uncompressed text is kept too, until {@link #compress}. For one thread.
 */
final class Pack {
  private final long[] versions;

  /** Where the text of each family ends. */
  private final int[] ends;

  private byte @Nullable [] text;
  private @Nullable Deflated deflated;

  /** The segments of a large family; empty for others. */
  private final List<Cached> cut;

  /**
   * @param ends where the text of each family ends
   */
  Pack(List<Family> families, List<Integer> ends, byte[] text) {
    // Not the families themselves, since they hold their snapshots.
    this.versions = families.stream().mapToLong(Family::version).toArray();
    this.ends = ends.stream().mapToInt(Integer::intValue).toArray();
    this.text = text;
    this.cut = List.of();
  }

  /** A pack of one large family. */
  Pack(Family family, List<Cached> cut) {
    this.versions = new long[] {family.version()};
    this.ends = new int[] {cut.stream().mapToInt(segment -> (int) segment.length()).sum()};
    this.cut = List.copyOf(cut);
  }

  int size() {
    return versions.length;
  }

  /** The version of a family when its text was written. */
  long version(int index) {
    return versions[index];
  }

  int length() {
    return ends[ends.length - 1];
  }

  /** The length of the text of a family. */
  int length(int index) {
    return ends[index] - start(index);
  }

  /** Where the text of a family begins. */
  int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** True when the families from an index on are exactly those of this pack, unchanged. */
  boolean isAllOf(List<Family> others, int from) {
    if (from + versions.length > others.size()) {
      return false;
    }
    for (int i = 0; i < versions.length; i++) {
      if (versions[i] != others.get(from + i).version()) {
        return false;
      }
    }
    return true;
  }

  /** The uncompressed text of all families. */
  byte[] text() {
    if (text != null) {
      return text;
    }
    var inflated = new ByteArrayOutputStream(length());
    try {
      Rendered.writePlain(deflated == null ? cut : List.of(deflated), inflated);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return inflated.toByteArray();
  }

  /** The text as segments of an answer. */
  List<? extends Segment> segments(Coding coding, Compressor compressor) {
    if (!cut.isEmpty()) {
      return cut;
    }
    return coding == Coding.IDENTITY && text != null
        ? List.of(new Plain(text))
        : List.of(deflated(compressor));
  }

  private Deflated deflated(Compressor compressor) {
    if (deflated == null) {
      deflated = compressor.segment(text());
    }
    return deflated;
  }

  /** The number of bytes of uncompressed text that are kept of small families. */
  int uncompressed() {
    return text == null ? 0 : text.length;
  }

  /** Drops the uncompressed text of small families. */
  void compress(Compressor compressor) {
    if (text != null) {
      var _ = deflated(compressor);
      text = null;
    }
  }

  /** The number of bytes of uncompressed text that are kept of a large family. */
  long cached() {
    return cut.stream().filter(segment -> segment.text() != null).mapToLong(Cached::length).sum();
  }

  /** Drops the uncompressed text of a large family. */
  void dropCached() {
    cut.forEach(Cached::dropText);
  }
}
