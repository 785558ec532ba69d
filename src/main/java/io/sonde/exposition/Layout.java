package io.sonde.exposition;

import io.sonde.exposition.Renderings.Kept;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Distributes the families of one scrape over packs: reuses packs of the previous scrape whose
 * families did not change, and makes new packs for the others.
 *
 * <p>Changed and unchanged families go into different packs, so that most packs can be reused by
 * the next scrape. A short run of unchanged families between two changed ones goes into the pack of
 * the changed ones: its text is copied, not written again. Used once.
 */
final class Layout {
  /** From this number of lines on, a family has a pack of its own. */
  static final int LARGE = 2_000;

  /** The maximum size of the text of a pack in bytes, exceeded by its last family only. */
  static final int FULL = 32 * 1024;

  /** The minimum size in bytes of a run of unchanged families that has a pack of its own. */
  static final int WORTHWHILE = 4 * 1024;

  private final Renderings renderings;
  private final List<Family> families;
  private final boolean all;
  private final @Nullable Kept[] kept;
  private final List<Pack> packs = new ArrayList<>();
  private int uncompressed;

  /** The range of families that are to be packed together. */
  private int begin;

  private int end;

  /**
   * @param all true when these are all families, and not a selection
   */
  Layout(Renderings renderings, List<Family> families, boolean all) {
    this.renderings = renderings;
    this.families = families;
    this.all = all;
    this.kept = new Kept[families.size()];
    Arrays.setAll(kept, i -> renderings.kept(families.get(i)));
  }

  /** The packs, in the order of the families. */
  List<Pack> arrange() {
    boolean[] moving = moving();
    for (int i = 0; i < kept.length; ) {
      Kept present = kept[i];
      if (present == null && families.get(i).lines() >= LARGE) {
        packTogether(i);
        packs.add(large(families.get(i)));
        begin = ++i;
      } else if (present != null && !moving[i] && isWorthwhile(present, i)) {
        packTogether(i);
        reuse(present.pack());
        i += present.pack().size();
        begin = i;
      } else {
        if (begin < i && moving[i] != moving[i - 1]) {
          packTogether(i);
        }
        i++;
      }
    }
    packTogether(kept.length);
    return packs;
  }

  /** True for families that changed, and for short runs of unchanged families between them. */
  private boolean[] moving() {
    var moving = new boolean[kept.length];
    for (int i = 0; i < kept.length; ) {
      int from = i;
      long length = 0;
      for (Kept present = kept[i]; present != null; present = i < kept.length ? kept[i] : null) {
        length += present.length();
        i++;
      }
      boolean alone = from == 0 && i == kept.length;
      Arrays.fill(moving, from, i, length < WORTHWHILE && !alone);
      if (i < kept.length) {
        moving[i++] = true;
      }
    }
    return moving;
  }

  /** True when a pack begins here that is unchanged and large enough to be reused. */
  private boolean isWorthwhile(Kept present, int i) {
    return present.index() == 0
        && present.pack().length() >= WORTHWHILE
        && present.pack().isAllOf(families, i);
  }

  private Pack large(Family family) {
    Pack pack = renderings.compressed(family);
    renderings.keep(family, pack, 0);
    return pack;
  }

  private void reuse(Pack pack) {
    // The other half of the bound is for families that were written just now and may change again.
    compressBeyond(Renderings.UNCOMPRESSED / 2, pack);
    packs.add(pack);
  }

  /** Packs the families of the range, up to this one. */
  private void packTogether(int until) {
    end = until;
    Kept first = begin < end ? kept[begin] : null;
    if (first != null
        && first.index() == 0
        && first.pack().size() == end - begin
        && first.pack().isAllOf(families, begin)) {
      reuse(first.pack());
      begin = end;
    }
    while (begin < end) {
      packs.add(pack());
    }
  }

  /** Packs the first families of the range, until the pack is full. */
  private Pack pack() {
    int from = begin;
    var text = new ByteArrayOutputStream();
    var ends = new ArrayList<Integer>();
    Pack copied = null;
    byte[] copiedText = {};
    while (begin < end && text.size() < FULL) {
      Kept present = kept[begin];
      if (present == null) {
        renderings.write(families.get(begin), text);
      } else {
        if (present.pack() != copied) {
          copied = present.pack();
          copiedText = copied.text();
        }
        text.write(copiedText, copied.start(present.index()), present.length());
      }
      ends.add(text.size());
      begin++;
    }
    var pack = new Pack(families.subList(from, begin), ends, text.toByteArray());
    for (int i = from; i < begin; i++) {
      if (all || kept[i] == null) {
        renderings.keep(families.get(i), pack, i - from);
      }
    }
    compressBeyond(Renderings.UNCOMPRESSED, pack);
    return pack;
  }

  private void compressBeyond(int bound, Pack pack) {
    if (all && uncompressed + pack.uncompressed() <= bound) {
      uncompressed += pack.uncompressed();
    } else {
      renderings.compress(pack);
    }
  }
}
