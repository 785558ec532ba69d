package io.sonde.mapping;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Suggests existing names for a name that does not exist. */
public final class ClosestNames {
  private static final int MOST = 3;
  private static final int LONGEST = 100;

  private ClosestNames() {}

  private record Near(String name, int distance) {}

  /**
   * At most three names, the closest first. A name that differs in more than a third of its
   * characters is left out.
   *
   * @param wanted the name that does not exist
   * @param names the names that exist
   */
  public static List<String> of(String wanted, Collection<String> names) {
    String plain = plain(wanted);
    int most = Math.max(1, plain.length() / 3);
    return names.stream()
        .map(name -> new Near(name, distance(plain, plain(name))))
        .filter(near -> near.distance <= most)
        .sorted(Comparator.comparingInt(Near::distance))
        .limit(MOST)
        .map(Near::name)
        .toList();
  }

  /** Case, underscores, dashes and spaces are ignored: {@code queueSize}, {@code queue_size}. */
  private static String plain(String name) {
    String cut = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    return cut.toLowerCase(Locale.ROOT).replaceAll("[_\\s-]", "");
  }

  /** How many characters must be added, removed, replaced or swapped with the next one. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > a.length() / 3 + 1) {
      return Integer.MAX_VALUE;
    }
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + same);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
