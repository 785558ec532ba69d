package io.sonde.config.load;

import java.util.List;

/**
 * The entries of one list of the configuration, from all of its files.
 *
 * @param read those that could be read
 * @param complete false when there are others, which could not be read
 */
record Entries<T>(List<Placed<T>> read, boolean complete) {
  Entries {
    read = List.copyOf(read);
  }

  List<T> values() {
    return read.stream().map(Placed::value).toList();
  }
}
