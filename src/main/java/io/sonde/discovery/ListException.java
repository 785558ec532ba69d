package io.sonde.discovery;

/** A list cannot be read. The message is one line with the reason. */
final class ListException extends Exception {
  private static final long serialVersionUID = 1L;

  ListException(String message) {
    super(message);
  }
}
