package io.sonde.exposition;

import io.sonde.exposition.Segment.Deflated;
import io.sonde.exposition.Segment.Plain;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
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

  /**
   * @param ends where the text of each family ends
   */
  Pack(List<Family> families, List<Integer> ends, byte[] text) {
    // Not the families themselves, since they hold their snapshots.
    this.versions = families.stream().mapToLong(Family::version).toArray();
    this.ends = ends.stream().mapToInt(Integer::intValue).toArray();
    this.text = text;
  }

  /** A pack of one large family, whose text is kept compressed only. */
  Pack(Family family, Deflated deflated) {
    this.versions = new long[] {family.version()};
    this.ends = new int[] {(int) deflated.length()};
    this.deflated = deflated;
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
    var inflated = new byte[length()];
    var inflater = new Inflater(true);
    try {
      inflater.setInput(deflated == null ? inflated : deflated.bytes());
      int count = inflater.inflate(inflated);
      if (count < inflated.length) {
        throw new IllegalStateException("expected " + inflated.length + " bytes, found " + count);
      }
      return inflated;
    } catch (DataFormatException e) {
      throw new IllegalStateException("a segment is what a deflater made", e);
    } finally {
      inflater.end();
    }
  }

  /** The text as a segment of an answer. */
  Segment segment(Coding coding, DeflatingStream deflating) {
    return coding == Coding.IDENTITY && text != null ? new Plain(text) : deflated(deflating);
  }

  private Deflated deflated(DeflatingStream deflating) {
    if (deflated == null) {
      deflated = deflating.segment(text());
    }
    return deflated;
  }

  /** The number of bytes of uncompressed text that are kept. */
  int uncompressed() {
    return text == null ? 0 : text.length;
  }

  /** Drops the uncompressed text. */
  void compress(DeflatingStream deflating) {
    var _ = deflated(deflating);
    text = null;
  }
}
