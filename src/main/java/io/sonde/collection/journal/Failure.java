package io.sonde.collection.journal;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.util.regex.Pattern;

/**
 * Why a run failed, for the operator. Immutable.
 *
 * @param status the status that was answered; 0 for none
 * @param ofTarget true when all collections of the target fail for the same reason: no connection,
 *     no login, or no answer in time
 * @param message one line
 */
public record Failure(Reason reason, int status, boolean ofTarget, String message) {
  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");
  private static final int LONGEST = 1_000;

  /** Allocated in advance, for use when memory has run out. */
  public static final Failure NO_MEMORY = new Failure(Reason.READ, "out of memory");

  public Failure {
    message = LINE_BREAKS.matcher(message).replaceAll(" ");
    if (message.length() > LONGEST) {
      message = message.substring(0, LONGEST) + "…";
    }
  }

  /** A failure without a status. */
  public Failure(Reason reason, String message) {
    this(reason, 0, isOfTarget(reason), message);
  }

  /** Why a run failed that ended with an exception. */
  public static Failure of(Throwable thrown) {
    return switch (thrown) {
      case ReadException e ->
          new Failure(
              e.reason(),
              e.status(),
              isOfTarget(e.reason()) && !e.isOfQuery(),
              String.valueOf(e.getMessage()));
      case InterruptedException _ -> new Failure(Reason.READ, "interrupted");
      // The message of any other exception may hold a secret, such as a URL.
      default -> new Failure(Reason.READ, thrown.getClass().getName() + where(thrown));
    };
  }

  private static boolean isOfTarget(Reason reason) {
    return switch (reason) {
      case CONNECT, AUTH, TIMEOUT, BUSY -> true;
      case READ, MAPPING, LIMIT -> false;
    };
  }

  private static String where(Throwable thrown) {
    var stack = thrown.getStackTrace();
    return stack.length == 0 ? "" : " at " + stack[0];
  }
}
