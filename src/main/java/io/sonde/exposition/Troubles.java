package io.sonde.exposition;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs what is left out of the exposition once, and once more when it is there again. Thread-safe.
 */
final class Troubles {
  private static final System.Logger LOG = System.getLogger(Troubles.class.getName());

  private final Set<String> present = ConcurrentHashMap.newKeySet();

  /**
   * Takes note of something that is left out.
   *
   * @param subject what it is about
   */
  void say(String subject, String message, RuntimeException cause) {
    if (present.add(subject)) {
      LOG.log(ERROR, subject + ": " + message, cause);
    }
  }

  /** Takes note that nothing is left out there. */
  void over(String subject) {
    if (!present.isEmpty() && present.remove(subject)) {
      LOG.log(INFO, subject + ": whole again in the exposition");
    }
  }
}
