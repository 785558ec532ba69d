package io.sonde.cli;

/** A command line that cannot be understood. The message says what was expected. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
