package io.sonde.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that all of it is said at once. Used by one thread. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  public void add(Place place, String path, String message) {
    Problem problem = new Problem(place, path, message);
    // an alias gives the same node to several keys: its faults are said once
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  public void expected(Node node, String path, String expected) {
    add(node.place(), path, "expected " + expected + ", found " + node.found());
  }

  public void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(
          found.stream()
              .sorted(
                  Comparator.comparing((Problem p) -> p.place().source())
                      .thenComparingInt(p -> p.place().line())
                      .thenComparingInt(p -> p.place().column()))
              .toList());
    }
  }
}
