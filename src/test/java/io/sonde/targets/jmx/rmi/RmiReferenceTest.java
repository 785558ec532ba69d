package io.sonde.targets.jmx.rmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.ObjID;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RemoteObject;
import java.rmi.server.RemoteObjectInvocationHandler;
import javax.management.remote.rmi.RMIServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a stub leads to. */
class RmiReferenceTest {
  @Test
  void readsWhereAStubLeadsToWithoutMakingIt() throws Exception {
    Registry plain = LocateRegistry.getRegistry("host.invalid", 1234);
    Registry secured =
        LocateRegistry.getRegistry("host.invalid", 1234, new SslRMIClientSocketFactory());

    RmiReference reference = reference(plain);

    assertThat(reference.place()).isEqualTo("host.invalid:1234");
    assertThat(reference.tls()).isFalse();
    assertThat(reference.id()).isEqualTo(new ObjID(ObjID.REGISTRY_ID));
    assertThat(reference(secured).tls()).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("host.invalid"));
  }

  @Test
  void stubsMayBeProxies() throws Exception {
    var handler =
        new RemoteObjectInvocationHandler(
            ((RemoteObject) LocateRegistry.getRegistry("host.invalid", 1234)).getRef());
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {RMIServer.class}, handler);

    assertThat(reference(proxy).place()).isEqualTo("host.invalid:1234");
  }

  @Test
  void aStubMustBeOneAndWithASocketFactoryOfTheJdk() throws Exception {
    assertRefused(
        LocateRegistry.getRegistry("host.invalid", 65_536), "expected a stub of RMI over TCP");
    assertRefused("text", "expected a stub of RMI, found a java.lang.String");
    assertRefused(null, "expected a stub of RMI, found null");
    assertRefused(URI.create("a:b"), "expected a stub of RMI, found a java.net.URI");
    assertRefused(
        SerialBoundsTest.pairedSets(40), "expected a stub of RMI, found a collection of 2");
    assertRefused(
        LocateRegistry.getRegistry("host.invalid", 1234, new Factory()),
        "expected sockets of the JDK, found a " + Factory.class.getName() + " to make them");
  }

  private static void assertRefused(@Nullable Object stub, String message) {
    assertThatThrownBy(() -> reference(stub))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessage(message);
  }

  private static RmiReference reference(@Nullable Object stub) throws Exception {
    byte[] bytes = Serialized.bytes(stub);
    return RmiReference.of(Serialized.reader(bytes, Serialized.memory()).object());
  }

  private record Factory() implements RMIClientSocketFactory, Serializable {
    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw new IOException("never");
    }
  }
}
