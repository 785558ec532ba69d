package io.sonde.web.connections;

/** What the listener is told about a connection that it may not have. It has no stack trace. */
final class TooManyConnectionsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyConnectionsException() {
    super("too many connections", null, false, false);
  }
}
