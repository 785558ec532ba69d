package io.sonde.targets.jmx;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.MBeanServerForwarder;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * A JVM with a JMX server, for tests in another one. Says {@code ready PORT} when it listens, and
 * ends with its standard input. Arguments are system properties:
 *
 * <pre>
 * test.port       the port of the registry and the server; 0 for a free one; none for no server
 * test.things     how many MBeans sonde.test:type=Thing,name=N there are
 * test.user       the user name that a login needs; the password is in the file test.password
 * test.tls        the file of a TestPki: the server speaks TLS
 * test.alias      which of its certificates is shown; "server" if none is named
 * test.client     "true" when a client must have a certificate
 * test.idle       the milliseconds after which a login is forgotten that was not used
 * test.registry   "tls" when the registry does, too
 * test.setup      the class of a Runnable that registers more MBeans
 * </pre>
 */
public final class JmxServerMain {
  private static final AtomicLong LOGINS = new AtomicLong();
  private static final AtomicLong CALLS = new AtomicLong();

  private JmxServerMain() {}

  /** What the server tells of itself. */
  public interface StateMBean {
    long getLogins();

    long getCalls();

    int getConnections();
  }

  /** Says {@code slow} and never gives what it was asked for. */
  public interface SlowMBean {
    long getQuick();

    long getSlow() throws InterruptedException;
  }

  /** A class that both JVMs have, and that is none of the platform's. */
  public record Own(int size) implements Serializable {}

  /** One of many. */
  public interface ThingMBean {
    long getSize();

    String getState();
  }

  record State(JMXConnectorServer connector) implements StateMBean {
    @Override
    public long getLogins() {
      return LOGINS.get();
    }

    @Override
    public long getCalls() {
      return CALLS.get();
    }

    @Override
    public int getConnections() {
      return connector.getConnectionIds().length;
    }
  }

  static final class Slow implements SlowMBean {
    @Override
    public long getQuick() {
      return 1;
    }

    @Override
    public long getSlow() throws InterruptedException {
      System.out.println("slow");
      new CountDownLatch(1).await();
      return 2;
    }
  }

  record Thing(long size) implements ThingMBean {
    @Override
    public long getSize() {
      return size;
    }

    @Override
    public String getState() {
      return "idle";
    }
  }

  public static void main(String[] arguments) throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    server.registerMBean(of(new Slow(), SlowMBean.class), new ObjectName("sonde.test:type=Slow"));
    for (int i = 0; i < Integer.getInteger("test.things", 0); i++) {
      server.registerMBean(
          of(new Thing(i), ThingMBean.class), new ObjectName("sonde.test:type=Thing,name=" + i));
    }
    String alien = System.getProperty("test.alien");
    if (alien != null) {
      server.registerMBean(
          Class.forName(alien).getDeclaredConstructor().newInstance(),
          new ObjectName("sonde.test:type=Alien"));
    }
    String setup = System.getProperty("test.setup");
    if (setup != null) {
      Class.forName(setup).asSubclass(Runnable.class).getDeclaredConstructor().newInstance().run();
    }
    System.gc(); // so that there is a last one
    String port = System.getProperty("test.port");
    System.out.println("ready " + (port == null ? 0 : listen(server, Integer.parseInt(port))));
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }

  private static <T> Object of(T bean, Class<T> type) {
    return new StandardMBean(bean, type, false);
  }

  private static int listen(MBeanServer server, int port) throws Exception {
    SSLContext tls = tls();
    int[] bound = {port};
    RMIServerSocketFactory plain =
        wanted -> {
          ServerSocket socket = new ServerSocket(wanted, 50, InetAddress.getLoopbackAddress());
          bound[0] = socket.getLocalPort();
          return socket;
        };
    SSLContext secure = System.getProperty("test.registry", "").equals("tls") ? tls : null;
    RMIClientSocketFactory toRegistry = secure == null ? null : client(secure);
    LocateRegistry.createRegistry(port, toRegistry, secure == null ? plain : server(secure, bound));
    Registry registry = LocateRegistry.getRegistry("localhost", bound[0], toRegistry);
    Map<String, Object> environment = new HashMap<>();
    environment.put(JMXConnectorServer.AUTHENTICATOR, authenticator());
    environment.put("jmx.remote.x.server.connection.timeout", Long.getLong("test.idle", 120_000L));
    var rmi =
        new RMIJRMPServerImpl(
            0,
            tls == null ? null : new SslRMIClientSocketFactory(),
            tls == null ? null : server(tls, new int[1]),
            environment);
    var connector =
        new RMIConnectorServer(new JMXServiceURL("rmi", "localhost", 0), environment, rmi, server);
    connector.setMBeanServerForwarder(counting(server));
    connector.start();
    registry.rebind("jmxrmi", rmi.toStub());
    server.registerMBean(
        of(new State(connector), StateMBean.class), new ObjectName("sonde.test:type=State"));
    return bound[0];
  }

  private static JMXAuthenticator authenticator() {
    String user = System.getProperty("test.user");
    return credentials -> {
      LOGINS.incrementAndGet();
      if (user != null
          && !(credentials instanceof String[] given
              && given.length == 2
              && given[0].equals(user)
              && given[1].equals(password()))) {
        throw new SecurityException("Authentication failed! Invalid username or password");
      }
      var subject = new Subject();
      subject.getPrincipals().add(new JMXPrincipal(user == null ? "anybody" : user));
      return subject;
    };
  }

  private static String password() {
    try {
      return Files.readString(Path.of(System.getProperty("test.password"))).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MBeanServerForwarder counting(MBeanServer server) {
    return (MBeanServerForwarder)
        Proxy.newProxyInstance(
            JmxServerMain.class.getClassLoader(),
            new Class<?>[] {MBeanServerForwarder.class},
            (_, method, arguments) -> {
              if (method.getName().endsWith("MBeanServer")) {
                return null;
              }
              CALLS.incrementAndGet();
              try {
                return method.invoke(server, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static @Nullable SSLContext tls() throws Exception {
    String file = System.getProperty("test.tls");
    if (file == null) {
      return null;
    }
    char[] password = "changeit".toCharArray();
    KeyStore all = KeyStore.getInstance(new File(file), password);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    String alias = System.getProperty("test.alias", "server");
    own.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
    own.setCertificateEntry("ca", all.getCertificate("ca"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, password);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(own);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static RMIServerSocketFactory server(SSLContext tls, int[] bound) {
    return port -> {
      SSLServerSocket socket =
          (SSLServerSocket)
              tls.getServerSocketFactory()
                  .createServerSocket(port, 50, InetAddress.getLoopbackAddress());
      socket.setNeedClientAuth(Boolean.getBoolean("test.client"));
      bound[0] = socket.getLocalPort();
      return socket;
    };
  }

  private static RMIClientSocketFactory client(SSLContext tls) {
    return new RMIClientSocketFactory() {
      @Override
      public Socket createSocket(String host, int port) throws IOException {
        return tls.getSocketFactory().createSocket(host, port);
      }
    };
  }
}
