package io.sonde.collection;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.sonde.target.ReadException.Reason;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Logs how collections go when that changes, and not at every turn. */
final class Journal {
  private static final System.Logger LOGGER = System.getLogger(Journal.class.getName());

  private Journal() {}

  /**
   * Takes note of an outcome.
   *
   * @param before what was known before it
   */
  static void note(Source source, Latest before, Outcome outcome) {
    switch (outcome) {
      case Outcome.Failed(var reason, var message, _, _) -> failed(source, before, reason, message);
      case Outcome.Skipped(var reason, var message) -> failed(source, before, reason, message);
      case Outcome.Succeeded _ when before.failures() > 0 ->
          log(INFO, () -> "%s: works again, after %d failed".formatted(source, before.failures()));
      case Outcome.Succeeded _ -> {}
    }
  }

  private static void failed(Source source, Latest before, Reason reason, String message) {
    if (kind(before.failure()) != kind(reason)) {
      log(WARNING, () -> "%s: failed: %s: %s".formatted(source, reason.label(), message));
    }
  }

  /** A hung read alternates between both: one thing to say. */
  private static @Nullable Reason kind(@Nullable Reason reason) {
    return reason == Reason.BUSY ? Reason.TIMEOUT : reason;
  }

  /** On a thread of its own: the timer must not wait for whoever reads the log. */
  private static void log(System.Logger.Level level, Supplier<String> message) {
    Thread.startVirtualThread(() -> LOGGER.log(level, message));
  }
}
