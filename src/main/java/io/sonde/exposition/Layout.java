package io.sonde.exposition;

import io.sonde.exposition.Renderings.Kept;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays out the families of one scrape in packs: those of the scrape before where they are the same,
 * new ones for the rest.
 *
 * <p>Families that changed and those that did not are packed apart, so that most packs stay as they
 * are in the next scrape. Where there is too little text between two changes, it goes into the pack
 * of the changes: it is copied, not written again. For one use.
 */
final class Layout {
  /** Lines from which on a family has a pack of its own. */
  static final int LARGE = 2_000;

  /** The text that makes a pack full. */
  static final int FULL = 32 * 1024;

  /** The text that is worth a pack of its own. */
  static final int WORTHWHILE = 4 * 1024;

  private final Renderings renderings;
  private final List<Family> families;
  private final boolean all;
  private final @Nullable Kept[] kept;
  private final List<Pack> packs = new ArrayList<>();
  private int uncompressed;

  /** Numbers of families that follow each other and are to be packed together. */
  private int begin;

  private int end;

  /**
   * @param all true when these are all families that there are
   */
  Layout(Renderings renderings, List<Family> families, boolean all) {
    this.renderings = renderings;
    this.families = families;
    this.all = all;
    this.kept = new Kept[families.size()];
    Arrays.setAll(kept, i -> renderings.kept(families.get(i)));
  }

  /** The packs of all families, in their order. */
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

  /** True for families that changed, and for what there is between them that is too little. */
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

  /**
   * True when a pack begins here that can stay as it is, and is not so small that it should not.
   */
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

  /** Packs the families that wait for it, up to this one. */
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

  /** Packs as many of the families that wait as make a full pack. */
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
