package io.sonde.collection;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.util.regex.Pattern;

/**
 * What a throwable means to the operator: a reason, the status that was answered (0 for none), and
 * one line of text.
 */
record Failure(Reason reason, int status, String message) {
  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");
  private static final int LONGEST = 1_000;

  /** Takes no memory to say. */
  static final Failure UNDESCRIBED = new Failure(Reason.READ, 0, "out of memory");

  Failure {
    message = LINE_BREAKS.matcher(message).replaceAll(" ");
    if (message.length() > LONGEST) {
      message = message.substring(0, LONGEST) + "…";
    }
  }

  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case ReadException e -> new Failure(e.reason(), e.status(), String.valueOf(e.getMessage()));
      case InterruptedException _ -> new Failure(Reason.READ, 0, "interrupted");
      // Its message was written for nobody in particular and may hold a secret, such as a URL.
      default -> new Failure(Reason.READ, 0, thrown.getClass().getName() + where(thrown));
    };
  }

  private static String where(Throwable thrown) {
    var stack = thrown.getStackTrace();
    return stack.length == 0 ? "" : " at " + stack[0];
  }
}
