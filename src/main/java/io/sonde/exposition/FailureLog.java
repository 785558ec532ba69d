package io.sonde.exposition;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs once that something is left out of the exposition, and once that it is there again.
 * Thread-safe.
 */
final class FailureLog {
  private static final System.Logger LOG = System.getLogger(FailureLog.class.getName());

  private final Set<String> present = ConcurrentHashMap.newKeySet();

  /**
   * Logs that something is left out, unless it was left out before.
   *
   * @param subject the source or metric
   */
  void log(String subject, String message, RuntimeException cause) {
    if (present.add(subject)) {
      LOG.log(ERROR, subject + ": " + message, cause);
    }
  }

  /** Logs that nothing is left out any more, if something was. */
  void recovered(String subject) {
    if (!present.isEmpty() && present.remove(subject)) {
      LOG.log(INFO, subject + ": exposed without a failure again");
    }
  }
}
