package io.sonde.yaml;

/**
 * One problem of a configuration. Immutable.
 *
 * @param path the keys that lead to it, such as {@code collectors[1].metrics[0].type}; empty for
 *     the file as a whole
 * @param message what was expected and what was found; never a secret. Control characters are
 *     escaped, since a terminal would obey them
 */
public record Problem(Place place, String path, String message) {
  public Problem {
    path = Unicode.visible(path);
    message = Unicode.visible(message);
  }

  @Override
  public String toString() {
    return Unicode.visible(place.toString())
        + (path.isEmpty() ? ": " : " " + path + ": ")
        + message;
  }
}
