package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in a sentence why an HTTP request failed, and by which reason. Stateless. */
final class HttpFailures {
  private static final int MAX_WORDS = 300;

  private HttpFailures() {}

  /**
   * @param what the request, without secrets, as {@code GET http://host/path}
   */
  static ReadException of(String what, IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case BoundedBody.TooLarge large -> {
          return failed(Reason.LIMIT, what, large.getMessage(), failure);
        }
        case UnresolvedAddressException _ -> {
          return failed(Reason.CONNECT, what, "the host is not known", failure);
        }
        case UnknownHostException _ -> {
          return failed(Reason.CONNECT, what, "the host is not known", failure);
        }
        case SSLException tls -> {
          return failed(Reason.CONNECT, what, "TLS failed: " + words(tls), failure);
        }
        case ConnectException refused when refused.getMessage() != null -> {
          return failed(Reason.CONNECT, what, words(refused), failure);
        }
        case HttpConnectTimeoutException _, NoRouteToHostException _ -> {
          return failed(Reason.CONNECT, what, words(cause), failure);
        }
        default -> {}
      }
    }
    if (failure instanceof ConnectException) {
      // The JDK's client tries again on the channel that the refusal has closed, which costs the
      // words of the refusal.
      return failed(Reason.CONNECT, what, "the connection is refused", failure);
    }
    return failed(Reason.READ, what, words(failure), failure);
  }

  private static ReadException failed(
      Reason reason, String what, @Nullable String why, Throwable cause) {
    return new ReadException(reason, what + ": " + why, cause);
  }

  /** What the failure says, or else its causes. */
  private static String words(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getMessage() != null) {
        return cut(t.getMessage());
      }
    }
    return failure.getClass().getSimpleName();
  }

  /** One bounded line: some of the words were sent by the server. */
  static String cut(String words) {
    String line = words.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "…";
  }
}
