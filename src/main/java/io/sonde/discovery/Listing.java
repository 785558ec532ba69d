package io.sonde.discovery;

import java.util.List;
import java.util.Map;

/** Where a list comes from. For one thread. */
interface Listing extends AutoCloseable {
  /**
   * The list as it is now.
   *
   * @param entries fields by their names
   * @param problems what of it could not be read, and is as it was before
   */
  record Found(List<Map<String, String>> entries, List<String> problems) {
    public Found {
      entries = List.copyOf(entries);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Looks at it.
   *
   * @throws ListException when there is no list to be had
   */
  Found look() throws ListException, InterruptedException;

  @Override
  default void close() {}
}
