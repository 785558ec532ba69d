package io.sonde.targets.http.body;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A failure to read a body, with the reason for the failed read. It is an IOException because
 * parsers pass on only those.
 *
 * <p>The message does not show any part of the body.
 */
public final class BodyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public BodyException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Wraps a failed read to pass it through a parser. */
  public static BodyException of(ReadException failure) {
    return new BodyException(failure.reason(), String.valueOf(failure.getMessage()), failure);
  }

  public Reason reason() {
    return reason;
  }
}
