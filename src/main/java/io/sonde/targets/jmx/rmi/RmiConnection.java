package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import io.sonde.targets.jmx.rmi.RmiSession.Access;
import io.sonde.targets.jmx.rmi.RmiSession.Thrown;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The login of a session and the socket of its calls, which is replaced when needed. Not
 * thread-safe, but for {@link #another()} and {@link #close()}.
 */
final class RmiConnection {
  private final RmiSockets sockets = new RmiSockets();
  private final long maxAnswer;
  private volatile @Nullable RmiClient client;
  private @Nullable RmiStream stream;
  private @Nullable ReadContext context;

  /**
   * @param client an existing login
   */
  RmiConnection(long maxAnswer, @Nullable RmiClient client) {
    this.maxAnswer = maxAnswer;
    this.client = client;
  }

  RmiConnection another() {
    return new RmiConnection(maxAnswer, client);
  }

  private ReadContext begin(Reading reading) {
    var begun = ReadContext.of(sockets, reading, maxAnswer);
    context = begun;
    reading.onCancel(sockets::shut);
    return begun;
  }

  boolean resume(Reading reading) throws IOException {
    ReadContext begun = begin(reading);
    RmiClient known = client;
    if (known == null) {
      return false;
    }
    try {
      RmiStream kept = stream;
      if (kept != null && !kept.closed()) {
        kept.nextRead(begun);
        if (!validates(kept, known)) {
          kept.close();
        }
      }
      RmiStream current = current(known, begun);
      if (current != kept && !validates(current, known)) {
        current.close();
        return false;
      }
      if (known.isLeaseOld()) {
        known.renew(current);
      }
      return true;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException | Thrown _) {
      disconnect();
      return false;
    }
  }

  /** A cheap call, to see whether the server still knows the login. */
  private static boolean validates(RmiStream stream, RmiClient client)
      throws SocketTimeoutException {
    try {
      stream.call(
          client.id(),
          RmiMethod.BY_HASH,
          RmiMethod.GET_DEFAULT_DOMAIN.hash(),
          out -> out.writeObject(null),
          SerialReader::object);
      return true;
    } catch (Thrown _) {
      return true; // an exception of the server is an answer
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException _) {
      return false;
    }
  }

  void login(Access access, String @Nullable [] credentials, Reading reading)
      throws IOException, Thrown {
    disconnect();
    client = null;
    var made = new RmiLogin(access, begin(reading)).login(credentials);
    stream = made.stream();
    client = made.client();
  }

  void logout(Reading soon) {
    try {
      ReadContext begun = begin(soon);
      RmiClient known = client();
      RmiStream last = current(known, begun);
      last.nextRead(begun);
      last.call(known.id(), RmiMethod.BY_HASH, RmiMethod.CLOSE.hash(), _ -> {}, _ -> "closed");
    } catch (IOException | Thrown | IllegalStateException _) {
      // the server does not know the login any more
    } finally {
      close();
    }
  }

  void close() {
    sockets.shut();
  }

  private void disconnect() {
    RmiStream kept = stream;
    if (kept != null) {
      kept.close();
    }
  }

  <T extends @Nullable Object> T call(
      RmiMethod method, RmiStream.Arguments arguments, RmiStream.Result<T> result)
      throws IOException, Thrown {
    RmiClient known = client();
    return current(known, context())
        .call(known.id(), RmiMethod.BY_HASH, method.hash(), arguments, result);
  }

  /** The socket of this read; a new one when a failed answer has closed it. */
  private RmiStream current(RmiClient known, ReadContext now) throws IOException {
    RmiStream current = stream;
    if (current == null || current.closed()) {
      current = known.open(now);
      stream = current;
    }
    return current;
  }

  RmiMemory memory() {
    return context().memory();
  }

  RmiClient client() {
    RmiClient known = client;
    if (known == null) {
      throw new IllegalStateException("not logged in");
    }
    return known;
  }

  private ReadContext context() {
    ReadContext now = context;
    if (now == null) {
      throw new IllegalStateException("no read has begun");
    }
    return now;
  }

  /**
   * What a session uses during one read. Not thread-safe, except for the sockets.
   *
   * @param maxAnswer the maximum number of bytes of one answer
   */
  record ReadContext(RmiSockets sockets, Reading reading, RmiMemory memory, long maxAnswer) {
    static ReadContext of(RmiSockets sockets, Reading reading, long maxAnswer) {
      return new ReadContext(sockets, reading, new RmiMemory(reading, maxAnswer), maxAnswer);
    }
  }
}
