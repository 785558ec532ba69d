package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import io.sonde.targets.jmx.JmxAddress;
import io.sonde.targets.jmx.MBeanFailure;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.rmi.server.ObjID;
import java.rmi.server.UID;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The way to the MBeans of another JVM: from the address to the server, mostly through a registry,
 * and from the server to a login. Stateless.
 */
public final class RmiLogin {
  private static final long REGISTRY_HASH = 4905912898345647071L;
  private static final int LOOKUP = 2;

  private RmiLogin() {}

  /**
   * Logs in, once.
   *
   * @param credentials user name and password; null for none
   * @throws MBeanFailure when the registry does not know the name, or the server refuses
   */
  public static RemoteMBeans login(
      RmiSockets sockets,
      JmxAddress address,
      @Nullable RmiTls tls,
      String @Nullable [] credentials,
      Reading reading)
      throws IOException, MBeanFailure {
    RmiReference server = server(sockets, address, tls, reading);
    try (RmiStream stream = RmiStream.open(sockets, server, tls, reading)) {
      NewClient client =
          stream.call(
              server.id(),
              RmiMethod.BY_HASH,
              RmiMethod.NEW_CLIENT.hash(),
              true,
              out -> out.writeObject(credentials),
              (answer, id) -> new NewClient(answer.reference(), id));
      var mbeans = RemoteMBeans.of(sockets, tls, client.connection, reading);
      stream.acknowledge(client.answer);
      return mbeans;
    } catch (IOException e) {
      throw announced(address, server, e);
    }
  }

  /** Says who named the place that failed, since it is not the one in the configuration. */
  private static IOException announced(JmxAddress address, RmiReference server, IOException e) {
    if (e instanceof SSLException
        || !(address instanceof JmxAddress.Registry(String host, int port, _))
        || (host.equals(server.host()) && port == server.port())) {
      return e;
    }
    String message =
        e.getMessage()
            + " (where the JMX server of "
            + RmiSockets.place(host, port)
            + " says that it listens: see java.rmi.server.hostname and"
            + " com.sun.management.jmxremote.rmi.port there)";
    return e instanceof SocketTimeoutException
        ? RmiSockets.timeout(message, e)
        : new IOException(message, e);
  }

  private static RmiReference server(
      RmiSockets sockets, JmxAddress address, @Nullable RmiTls tls, Reading reading)
      throws IOException, MBeanFailure {
    return switch (address) {
      case JmxAddress.Local _ -> throw new IllegalArgumentException("local needs no login");
      case JmxAddress.Stub(String reference) -> {
        try {
          yield RmiAnswer.reference(reference);
        } catch (ClassNotFoundException e) {
          throw new IOException("the stub in the URL is of an unknown class", e);
        }
      }
      case JmxAddress.Registry registry -> {
        if (tls == null) {
          yield lookup(sockets, registry, null, reading);
        }
        try {
          yield lookup(sockets, registry, tls, reading);
        } catch (SSLException e) {
          if (RmiTls.distrusted(e)) {
            throw e;
          }
          yield plainLookup(sockets, registry, reading, e);
        }
      }
    };
  }

  /**
   * The registry of the JDK's agent has no TLS unless it is told so, even when its server has.
   * Nothing secret is said here, and the server must still show a certificate of the right host.
   */
  private static RmiReference plainLookup(
      RmiSockets sockets, JmxAddress.Registry registry, Reading reading, SSLException refused)
      throws IOException, MBeanFailure {
    try {
      return lookup(sockets, registry, null, reading);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new SSLException(refused.getMessage() + "; nor without TLS: " + e.getMessage(), e);
    }
  }

  private static RmiReference lookup(
      RmiSockets sockets, JmxAddress.Registry registry, @Nullable RmiTls tls, Reading reading)
      throws IOException, MBeanFailure {
    try (RmiStream stream =
        RmiStream.open(sockets, registry.host(), registry.port(), tls, reading)) {
      return stream.call(
          new ObjID(ObjID.REGISTRY_ID),
          LOOKUP,
          REGISTRY_HASH,
          true,
          out -> out.writeObject(registry.name()),
          (answer, _) -> answer.reference());
    }
  }

  /** The remote object of a login, and the answer that brought it. */
  private record NewClient(RmiReference connection, UID answer) {}
}
