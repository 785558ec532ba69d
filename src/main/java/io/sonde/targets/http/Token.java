package io.sonde.targets.http;

/**
 * A token that authorizes requests until it expires. Immutable.
 *
 * @param header the header that carries it
 * @param value the value of the header
 * @param end the time of renewal, by {@link System#nanoTime()}; null when the server did not say;
 *     the token is renewed after a 401 then
 */
record Token(String header, String value, @org.jspecify.annotations.Nullable Long end) {
  boolean isOver(long now) {
    return end != null && now - end >= 0;
  }

  /** Without the value. */
  @Override
  public String toString() {
    return "Token[hidden]";
  }
}
