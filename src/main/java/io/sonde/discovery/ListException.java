package io.sonde.discovery;

/** A list that cannot be used. The message says why, in one line. */
final class ListException extends Exception {
  private static final long serialVersionUID = 1L;

  ListException(String message) {
    super(message);
  }
}
