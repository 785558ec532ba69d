package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.SafeText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Converts failures of HTTP requests to {@code ReadException}s with a reason and a message.
 * Stateless.
 */
final class HttpFailures {
  private HttpFailures() {}

  /** The failure of a request that was not answered. */
  static ReadException of(Hop hop, Reading reading, IOException failure) {
    return reading.cancelled()
        ? new ReadException(Reason.TIMEOUT, hop + ": cancelled", failure)
        : of(hop.toString(), failure);
  }

  /** The failure of a request that was not answered before the deadline. */
  static ReadException late(Hop hop, TimeoutException failure) {
    return new ReadException(Reason.TIMEOUT, hop + ": not answered in time", failure);
  }

  /** The failure to read a body to its end. */
  static ReadException ofBody(HttpAnswer answer, Reading reading, IOException failure) {
    ReadException cause = of(answer.hop(), reading, failure);
    return new ReadException(
        cause.reason(), answer.status(), String.valueOf(cause.getMessage()), failure);
  }

  /**
   * @param what the request, without secrets, as {@code GET http://host/path}
   */
  static ReadException of(String what, IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case BodyException body -> {
          return failed(body.reason(), what, body.getMessage(), failure);
        }
        case UnresolvedAddressException _ -> {
          return failed(Reason.CONNECT, what, "the host is not known", failure);
        }
        case UnknownHostException _ -> {
          return failed(Reason.CONNECT, what, "the host is not known", failure);
        }
        case SSLException tls -> {
          return failed(Reason.CONNECT, what, "TLS failed: " + firstMessage(tls), failure);
        }
        case ConnectException refused when refused.getMessage() != null -> {
          return failed(Reason.CONNECT, what, firstMessage(refused), failure);
        }
        case HttpConnectTimeoutException _, NoRouteToHostException _ -> {
          return failed(Reason.CONNECT, what, firstMessage(cause), failure);
        }
        default -> {}
      }
    }
    if (failure instanceof ConnectException) {
      // The JDK's client (JDK 25) retries on the closed channel. Its exception does not have the
      // message of the refused connection.
      return failed(Reason.CONNECT, what, "the connection is refused", failure);
    }
    return failed(Reason.READ, what, firstMessage(failure), failure);
  }

  /** True when the connection was refused, which may be temporary. */
  static boolean isRefusedConnection(ReadException failure) {
    boolean refused = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return false;
      }
      refused |= cause instanceof ConnectException;
    }
    return refused;
  }

  private static ReadException failed(
      Reason reason, String what, @Nullable String why, Throwable cause) {
    return new ReadException(reason, what + ": " + why, cause);
  }

  /** The message of the failure, or else of its causes. */
  private static String firstMessage(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getMessage() != null) {
        return SafeText.of(t.getMessage());
      }
    }
    return failure.getClass().getSimpleName();
  }
}
