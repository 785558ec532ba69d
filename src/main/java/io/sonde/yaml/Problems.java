package io.sonde.yaml;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Collects problems, so that all of them are reported at once. Used by one thread. */
public final class Problems {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

  /** The maximum number of problems that are kept. */
  private static final int MOST = 1_000;

  /** An alias gives the same node to several keys: its faults are reported once. */
  private final Set<Problem> found = new LinkedHashSet<>();

  private int more;

  public void add(Place place, String path, String message) {
    Problem problem = new Problem(place, path, message);
    if (found.size() < MOST) {
      found.add(problem);
    } else if (!found.contains(problem)) {
      more++;
    }
  }

  /**
   * A key as a problem may show it. What does not look like a name is cut off: when the space after
   * the colon is missing, as in {@code password:hunter2}, the key contains the secret.
   */
  public static String shown(String key) {
    Matcher name = NAME.matcher(key);
    boolean begins = name.lookingAt();
    return begins && name.end() == key.length() ? key : (begins ? name.group() : "") + "…";
  }

  public void expected(Node node, String path, String expected) {
    add(node.place(), path, "expected " + expected + ", found " + node.found());
  }

  /** What was found so far, in the order of finding. */
  public List<Problem> found() {
    return List.copyOf(found);
  }

  public void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(all());
    }
  }

  /** All of them, in the order of their places. */
  public List<Problem> all() {
    if (!found.isEmpty()) {
      Stream<Problem> sorted =
          found.stream()
              .sorted(
                  Comparator.comparing((Problem p) -> p.place().source())
                      .thenComparingInt(p -> p.place().line())
                      .thenComparingInt(p -> p.place().column()));
      Stream<Problem> last =
          more == 0
              ? Stream.empty()
              : Stream.of(
                  new Problem(
                      Place.of(found.iterator().next().place().source()),
                      "",
                      "expected fewer problems, found " + more + " more"));
      return Stream.concat(sorted, last).toList();
    }
    return List.of();
  }
}
