package io.sonde.targets.jmx.rmi;

import io.sonde.targets.jmx.rmi.RmiSession.Access;
import io.sonde.targets.jmx.rmi.RmiSession.Server;
import io.sonde.targets.jmx.rmi.RmiSession.Thrown;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.rmi.server.ObjID;
import java.security.cert.CertificateException;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to another JVM: finds the server, usually through a registry, and logs in there. For one
 * login, by one thread.
 *
 * <p>A registry names the host of the server, and a forged answer could name any host. That host is
 * used only if the configuration allows it. Otherwise the server is expected at the host of the
 * registry, at the port that the registry names; this is correct when the JVM has its own registry.
 */
final class RmiLogin {
  private static final long REGISTRY_HASH = 4905912898345647071L;
  private static final int LOOKUP = 2;

  private final Access access;
  private final RmiConnection.ReadContext context;

  RmiLogin(Access access, RmiConnection.ReadContext context) {
    this.access = access;
    this.context = context;
  }

  /**
   * Logs in, once.
   *
   * @param credentials user name and password; null for none
   * @throws Thrown when the registry does not know the name, or the server refuses
   */
  Made login(String @Nullable [] credentials) throws IOException, Thrown {
    Found found = find();
    RmiReference server = found.server;
    if (found.isOther && credentials != null && access.tls() == null) {
      throw new IOException(
          server.place()
              + ": another host than the configured one, and the target has no tls; no password was"
              + " sent");
    }
    try {
      return login(found, credentials);
    } catch (SSLException e) {
      throw e;
    } catch (IOException e) {
      throw withAnnouncedPlace(e, found);
    }
  }

  private Made login(Found found, String @Nullable [] credentials) throws IOException, Thrown {
    RmiTls tls = access.tls() == null ? null : new RmiTls(access.tls(), found.certified);
    try (RmiStream stream = RmiStream.open(found.server, tls, context)) {
      RmiReference announced =
          stream.call(
              found.server.id(),
              RmiMethod.BY_HASH,
              RmiMethod.NEW_CLIENT.hash(),
              out -> out.writeObject(credentials),
              answer -> RmiReference.of(answer.object()));
      RmiReference connection = access.allowOtherHost() ? announced : announced.at(found.server);
      var client = new RmiClient(connection, tls);
      RmiStream kept = client.open(context);
      boolean acknowledged = false;
      try {
        client.renew(kept);
        stream.acknowledge();
        acknowledged = true;
        return new Made(client, kept);
      } finally {
        if (!acknowledged) {
          kept.close();
        }
      }
    }
  }

  private Found find() throws IOException, Thrown {
    return switch (access.server()) {
      case Server.Stub(String base64) -> {
        var bytes = new ByteArrayInputStream(Base64.getDecoder().decode(base64));
        var stub = new SerialReader(new DataInputStream(bytes), context.memory());
        RmiReference server = RmiReference.of(stub.object());
        yield new Found(server, server, false, server.host());
      }
      case Server.Registry registry -> lookup(registry);
    };
  }

  private Found lookup(Server.Registry registry) throws IOException, Thrown {
    SSLContext secured = access.plainRegistry() ? null : access.tls();
    RmiTls tls = secured == null ? null : new RmiTls(secured, registry.host());
    try (RmiStream stream = RmiStream.open(registry.host(), registry.port(), tls, context)) {
      RmiReference announced =
          stream.call(
              new ObjID(ObjID.REGISTRY_ID),
              LOOKUP,
              REGISTRY_HASH,
              out -> out.writeObject(registry.name()),
              answer -> RmiReference.of(answer.object()));
      if (!access.allowOtherHost()) {
        RmiReference here = announced.at(registry.host(), stream.address());
        return new Found(announced, here, false, registry.host());
      }
      boolean isOther = isOther(announced.host(), registry.host(), stream.address());
      // An attacker in place of a registry without TLS would name a host for which it has a
      // certificate.
      String certified = isOther && tls != null ? announced.host() : registry.host();
      return new Found(announced, announced, isOther, certified);
    } catch (SSLException e) {
      throw distrusted(e) ? e : needsPlainRegistry(e);
    }
  }

  private static boolean isOther(String announced, String configured, InetAddress address) {
    if (announced.equalsIgnoreCase(configured)) {
      return false;
    }
    try {
      return !List.of(InetAddress.getAllByName(announced)).contains(address);
    } catch (UnknownHostException _) {
      return true;
    }
  }

  /** True when TLS failed because the certificate, or the host name in it, was not accepted. */
  private static boolean distrusted(SSLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private static SSLException needsPlainRegistry(SSLException e) {
    return new SSLException(
        e.getMessage()
            + " (the registry of the JDK's agent does not use TLS by default: set"
            + " plain-registry: true)",
        e);
  }

  /**
   * Adds to a failure that the registry named this address, since the configuration has another
   * one.
   */
  private IOException withAnnouncedPlace(IOException e, Found found) {
    if (!(access.server() instanceof Server.Registry(String host, int port, _))
        || e instanceof RmiInput.Limit
        || (host.equals(found.announced.host()) && port == found.announced.port())) {
      return e;
    }
    String message = e.getMessage() + " (where the JMX server of " + RmiSockets.place(host, port);
    if (found.announced.place().equals(found.server.place())) {
      message +=
          " says that it listens: see java.rmi.server.hostname and"
              + " com.sun.management.jmxremote.rmi.port there)";
    } else {
      message +=
          " says that it listens, but for the host "
              + found.announced.host()
              + ", which is not contacted without allow-other-host: true)";
    }
    return e instanceof SocketTimeoutException
        ? RmiSockets.timeout(message, e)
        : new IOException(message, e);
  }

  /** A login, and a socket for its calls. */
  record Made(RmiClient client, RmiStream stream) {}

  /**
   * A server.
   *
   * @param announced the reference from the registry
   * @param server the reference that is used
   * @param isOther true when its host is not the configured one
   * @param certified the host name that its certificate must have
   */
  private record Found(
      RmiReference announced, RmiReference server, boolean isOther, String certified) {}
}
