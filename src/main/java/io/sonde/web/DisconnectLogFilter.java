package io.sonde.web;

import io.helidon.common.buffers.DataReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps clients that disconnect during their request or its answer out of the log: Helidon 4.4.0
 * logs a warning with a stack trace for each, and has no handler that could prevent it. To be
 * removed with a Helidon that does not warn of them.
 */
final class DisconnectLogFilter implements Filter {
  /**
   * Referenced here, since the log manager has weak references only, and the filter would be lost.
   */
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger("io.helidon.webserver.http.ErrorHandlers"),
          Logger.getLogger("io.helidon.webserver.http1.Http1Connection"));

  private DisconnectLogFilter() {}

  /** Takes effect for the whole JVM; again is the same as once. */
  static void hush() {
    LOGGERS.forEach(logger -> logger.setFilter(new DisconnectLogFilter()));
  }

  @Override
  public boolean isLoggable(LogRecord entry) {
    for (Throwable e = entry.getThrown(); e != null; e = e.getCause()) {
      if (e instanceof DataReader.InsufficientDataAvailableException || ofSocket(e)) {
        return false;
      }
    }
    return true;
  }

  private static boolean ofSocket(@Nullable Throwable e) {
    return e instanceof UncheckedIOException
        && Arrays.stream(e.getStackTrace())
            .limit(5)
            .anyMatch(frame -> frame.getClassName().startsWith("io.helidon.common.socket."));
  }
}
