package io.sonde.web.connections;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http1.Http1Config;
import io.sonde.web.connections.Connection.State;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection one head of a request at a time: the request line, the headers and the empty
 * line after them.
 *
 * <p>Helidon 4.4.0 keeps each piece that comes in an object of its own and parses headers one by
 * one, so that a client that sends single bytes makes it hold 1.3 MB. Here a head is one array
 * until it is complete, and Helidon gets it as a whole. A head that is too large or malformed is
 * handed over as it is, and Helidon refuses it. Ends with a Helidon that collects a head in one
 * bounded array.
 *
 * <p>When Helidon asks for the next bytes, the request before is done: no endpoint accepts a body,
 * and a request with one is refused before its body is read. Used by the connection's thread.
 */
final class RequestHeads implements Supplier<byte @Nullable []> {
  /** More headers than any client sends; each is several objects in memory. */
  static final int MOST_LINES = 100;

  private static final byte[] TOO_MANY = refusal("431 Request Header Fields Too Large");
  private static final byte[] MALFORMED = refusal("400 Bad Request");

  /** What a method may have beside letters and digits. */
  private static final String METHOD_MARKS = "!#$%&'*+-.^_`|~";

  private static final byte[] NOTHING = {};

  /** The bytes of a header as objects, estimated. */
  private static final int LINE_BYTES = 200;

  /** The bytes of each head that are not counted. */
  private static final int FREE_BYTES = 4096;

  private final ConnectionContext context;
  private final Connection connection;
  private final Connections connections;
  private final int mostOfLine;
  private final int mostOfHeaders;

  private byte[] bytes = NOTHING; // what came and was not handed over
  private int length;
  private byte @Nullable [] first; // the first head, until it is asked for

  RequestHeads(
      ConnectionContext context, Connection connection, Connections connections, Http1Config http) {
    this.context = context;
    this.connection = connection;
    this.connections = connections;
    this.mostOfLine = http.maxPrologueLength();
    this.mostOfHeaders = http.maxHeadersSize();
  }

  /** Waits for the first head; false when there is none, as for {@link #get}. */
  boolean awaitFirst() {
    first = next();
    return first != null;
  }

  /** The next head, or null when there is none: the client is gone, or has been disconnected. */
  @Override
  public byte @Nullable [] get() {
    byte[] head = first;
    if (head == null) {
      return next();
    }
    first = null;
    return head;
  }

  private byte @Nullable [] next() {
    if (!connection.become(length == 0 ? State.IDLE : State.HEAD) || !count(0)) {
      return null;
    }
    int scanned = 0;
    int lines = 0;
    int lineStart = 0;
    int firstLine = -1;
    while (true) {
      for (; scanned < length; scanned++) {
        if (bytes[scanned] != '\n') {
          continue;
        }
        lines++;
        boolean empty = scanned - lineStart <= 1;
        boolean malformed = scanned == lineStart || bytes[scanned - 1] != '\r';
        if (firstLine < 0) {
          firstLine = scanned;
        }
        lineStart = scanned + 1;
        if (empty || malformed) {
          return handOver(scanned + 1, lines);
        }
      }
      if (lines > MOST_LINES) {
        return refuse(TOO_MANY);
      }
      if (firstLine < 0 ? length > mostOfLine : length - firstLine > mostOfHeaders + 4) {
        return handOver(length, lines);
      }
      byte[] more = read();
      if (more == null || !add(more, lines)) {
        return null;
      }
    }
  }

  private byte @Nullable [] handOver(int end, int lines) {
    if (lines > MOST_LINES) {
      return refuse(TOO_MANY);
    }
    if (!beginsWithMethod(end)) {
      return refuse(MALFORMED);
    }
    if (!count(end + lines * LINE_BYTES)
        || !connections.awaitTurn(connection)
        || !connection.become(State.REQUEST)) {
      return null;
    }
    byte[] head = end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
    bytes = end == length ? NOTHING : Arrays.copyOfRange(bytes, end, length);
    length -= end;
    return head;
  }

  /**
   * False when what is before the first space cannot be a method: Helidon 4.4.0 answers 500 to that
   * and logs a stack trace.
   */
  private boolean beginsWithMethod(int end) {
    int at = 0;
    while (at < end && isOfMethod(bytes[at])) {
      at++;
    }
    return at > 0 && (at == end || bytes[at] == ' ' || bytes[at] == '\r' || bytes[at] == '\n');
  }

  private static boolean isOfMethod(byte letter) {
    return (letter >= 'A' && letter <= 'Z')
        || (letter >= 'a' && letter <= 'z')
        || (letter >= '0' && letter <= '9')
        || METHOD_MARKS.indexOf(letter) >= 0;
  }

  private byte @Nullable [] refuse(byte[] answer) {
    if (connection.become(State.REQUEST)) {
      context.dataWriter().writeNow(BufferData.create(answer));
    }
    return null;
  }

  private static byte[] refusal(String status) {
    return String.join(
            "\r\n",
            "HTTP/1.1 " + status,
            "Content-Type: text/plain; charset=utf-8",
            "Content-Length: " + (status.length() + 1),
            "Connection: close",
            "",
            status + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte @Nullable [] read() {
    try {
      return context.serverSocket().get();
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("the connection was lost", e);
    }
  }

  /** False when there is no memory for it, or the connection was closed. */
  private boolean add(byte[] more, int lines) {
    if (length == 0) {
      bytes = more;
    } else {
      if (length + more.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length + more.length, 2 * length));
      }
      System.arraycopy(more, 0, bytes, length, more.length);
    }
    length += more.length;
    return connection.become(State.HEAD) && count(bytes.length + lines * LINE_BYTES);
  }

  private boolean count(int weight) {
    long beyond = Math.max(0, weight - FREE_BYTES);
    return beyond == connection.held() || connections.holds(connection, beyond);
  }
}
