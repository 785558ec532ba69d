package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The label sets of one batch that have the same label names, numbered from 0 in the order of their
 * first row. Metrics with these names share the {@link Labels}. Not thread-safe.
 *
 * <p>An open-addressing hash table instead of a map, so that looking up a known label set allocates
 * nothing. {@code Labels.of} creates a charset encoder for each name; therefore label sets are
 * reused from the previous batch, which mostly has the same ones.
 */
final class LabelSets {
  private static final int FREE = 0;

  private final String[] names;
  private @Nullable LabelSets previous;

  private Labels[] labels = new Labels[16];
  private int[] hashes = new int[16];
  private int size;

  /** Number plus one, or {@link #FREE}; at most half full; the length is a power of two. */
  private int[] slots = new int[32];

  private int @Nullable [] sorted;

  /**
   * @param names sorted
   * @param previous those of the previous batch with the same names
   */
  LabelSets(String[] names, @Nullable LabelSets previous) {
    this.names = names;
    this.previous = previous;
  }

  /** The number of the label set with these values, which are copied. */
  int number(String[] values) {
    int hash = Arrays.hashCode(values);
    int slot = slot(values, hash);
    return slots[slot] == FREE ? add(slot, values, hash) : slots[slot] - 1;
  }

  Labels labels(int number) {
    return labels[number];
  }

  /** All numbers, sorted by their labels: the order of samples in snapshots. */
  int[] sorted() {
    if (sorted == null || sorted.length != size) {
      sorted =
          IntStream.range(0, size)
              .boxed()
              .sorted(Comparator.comparing(this::labels))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    return sorted;
  }

  /** Called when the batch is done: forgets the previous batch, so that it can be freed. */
  void done() {
    previous = null;
    sorted = null;
  }

  private int add(int slot, String[] values, int hash) {
    if (size == labels.length) {
      labels = Arrays.copyOf(labels, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    Labels known = previous == null ? null : previous.find(values, hash);
    labels[size] = known == null ? Labels.of(names, values) : known;
    hashes[size] = hash;
    slots[slot] = ++size;
    if (2 * size > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    for (int number = 0; number < size; number++) {
      int slot = first(hashes[number]);
      while (slots[slot] != FREE) {
        slot = next(slot);
      }
      slots[slot] = number + 1;
    }
  }

  private @Nullable Labels find(String[] wanted, int hash) {
    int slot = slot(wanted, hash);
    return slots[slot] == FREE ? null : labels[slots[slot] - 1];
  }

  /** The slot of the values, or the free slot for them. */
  private int slot(String[] wanted, int hash) {
    int slot = first(hash);
    while (slots[slot] != FREE && !holds(slots[slot] - 1, wanted, hash)) {
      slot = next(slot);
    }
    return slot;
  }

  private boolean holds(int number, String[] wanted, int hash) {
    if (hashes[number] != hash) {
      return false;
    }
    Labels candidate = labels[number];
    for (int i = 0; i < wanted.length; i++) {
      if (!candidate.getValue(i).equals(wanted[i])) {
        return false;
      }
    }
    return true;
  }

  private int first(int hash) {
    return (hash ^ hash >>> 16) & slots.length - 1;
  }

  private int next(int slot) {
    return slot + 1 & slots.length - 1;
  }
}
