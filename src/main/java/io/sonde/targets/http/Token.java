package io.sonde.targets.http;

/**
 * What authorises requests for a while. Immutable.
 *
 * @param header the header that carries it
 * @param value of the header
 * @param end when it is better renewed, by {@link System#nanoTime()}; null when only a 401 tells
 */
record Token(String header, String value, @org.jspecify.annotations.Nullable Long end) {
  boolean isOver(long now) {
    return end != null && now - end >= 0;
  }

  /** Never the value. */
  @Override
  public String toString() {
    return "Token[hidden]";
  }
}
