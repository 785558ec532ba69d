package io.sonde;

import java.util.stream.Collectors;

/** Sonde cannot start. The message is one line for the user with the reason. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(Throwable cause) {
    super(line(cause), cause);
  }

  private static String line(Throwable cause) {
    return String.valueOf(cause.getMessage())
        .lines()
        .map(String::strip)
        .collect(Collectors.joining(" "));
  }
}
