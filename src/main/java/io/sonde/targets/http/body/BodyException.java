package io.sonde.targets.http.body;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A body that cannot be read to its end, with the reason of the failed read: parsers that read from
 * a stream let nothing else through.
 *
 * <p>The message shows nothing of the body.
 */
public final class BodyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public BodyException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** A failed read, as it passes through a parser. */
  public static BodyException of(ReadException failure) {
    return new BodyException(failure.reason(), String.valueOf(failure.getMessage()), failure);
  }

  public Reason reason() {
    return reason;
  }
}
