package io.sonde.targets.jmx.rmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URI;
import java.rmi.NoSuchObjectException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.ObjID;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RemoteObject;
import java.rmi.server.RemoteObjectInvocationHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.management.AttributeList;
import javax.management.InstanceNotFoundException;
import javax.management.ObjectName;
import javax.management.remote.rmi.RMIServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is taken from a server, and what is not. */
class RmiAnswerTest {
  @Test
  void takesValuesAndExceptions() throws Exception {
    for (Object value :
        List.of(
            1L,
            "text",
            new long[] {1, 2},
            BigInteger.TEN,
            Duration.ofSeconds(1),
            Map.of("a", List.of(1)),
            new ObjectName("a:b=c"),
            new AttributeList())) {
      assertThat(read(value)).isEqualTo(value);
    }
    assertThat(read(new InstanceNotFoundException("a:b=c"))).isNotNull();
    assertThat(read(new IOException("x", new IllegalStateException()))).isNotNull();
  }

  @Test
  void takesNothingElse() throws Exception {
    Registry stub = LocateRegistry.getRegistry("localhost", 1);
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Runnable.class}, new Handler());
    assertRefused(URI.create("http://localhost"), "java.net.URI");
    assertRefused(List.of(URI.create("http://localhost")), "java.net.URI");
    assertRefused(new URI[0], "java.net.URI");
    assertRefused(stub, "sun.rmi.registry.RegistryImpl_Stub");
    assertRefused(proxy, proxy.getClass().getName());
    assertRefused(new Handler(), Handler.class.getName());
    assertRefused(new Own(), Own.class.getName());
  }

  @Test
  void takesNothingThatIsTooLargeOrTooDeep() throws Exception {
    assertTooLarge(new byte[1_000_001]);
    Object deep = "bottom";
    for (int i = 0; i < 101; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    assertTooLarge(deep);
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 1_000_001; i++) {
      many.add(i);
    }
    assertTooLarge(many);
  }

  @Test
  void readsWhereAStubLeadsToWithoutMakingIt() throws Exception {
    Registry plain = LocateRegistry.getRegistry("host.invalid", 1234);
    Registry secured =
        LocateRegistry.getRegistry("host.invalid", 1234, new SslRMIClientSocketFactory());

    RmiReference reference = RmiAnswer.reference(base64(plain));

    assertThat(reference.place()).isEqualTo("host.invalid:1234");
    assertThat(reference.tls()).isFalse();
    assertThat(reference.id()).isEqualTo(new ObjID(ObjID.REGISTRY_ID));
    assertThat(RmiAnswer.reference(base64(secured)).tls()).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("host.invalid"));
  }

  @Test
  void stubsMayBeProxiesOfTheInterfacesThatSondeCalls() throws Exception {
    var handler =
        new RemoteObjectInvocationHandler(
            ((RemoteObject) LocateRegistry.getRegistry("host.invalid", 1234)).getRef());

    assertThat(RmiAnswer.reference(base64(proxy(RMIServer.class, handler))).place())
        .isEqualTo("host.invalid:1234");
    assertThatThrownBy(() -> RmiAnswer.reference(base64(proxy(Registry.class, handler))))
        .isInstanceOf(InvalidClassException.class)
        .hasMessageContaining("java.rmi.registry.Registry");
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(
        RmiAnswerTest.class.getClassLoader(), new Class<?>[] {type}, handler);
  }

  @Test
  void aStubMustBeOneAndWithASocketFactoryOfTheJdk() throws Exception {
    Registry own = LocateRegistry.getRegistry("host.invalid", 1234, new Factory());

    assertThatThrownBy(
            () -> RmiAnswer.reference(base64(LocateRegistry.getRegistry("host.invalid", 65_536))))
        .hasMessage("expected a stub of RMI over TCP");
    assertThatThrownBy(() -> RmiAnswer.reference(base64("text")))
        .hasMessage("expected a stub of RMI, found java.lang.String");
    assertThatThrownBy(() -> RmiAnswer.reference(base64(own)))
        .hasMessage(
            "the answer has an object of the class "
                + Factory.class.getName()
                + ", which Sonde does not take from a JMX server");
    assertThatThrownBy(() -> RmiAnswer.reference(base64(URI.create("a:b"))))
        .isInstanceOf(InvalidClassException.class);
  }

  private static void assertRefused(Object object, String type) {
    assertThatThrownBy(() -> read(object))
        .isInstanceOf(InvalidClassException.class)
        .hasMessage(
            "the answer has an object of the class "
                + type
                + ", which Sonde does not take from a JMX server");
  }

  private static void assertTooLarge(Object object) {
    assertThatThrownBy(() -> read(object))
        .isInstanceOf(InvalidClassException.class)
        .hasMessage("the answer is larger than Sonde takes from a JMX server");
  }

  private static @Nullable Object read(Object object) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out =
        new ObjectOutputStream(bytes) {
          @Override
          protected void annotateClass(Class<?> type) throws IOException {
            writeObject(null);
          }

          @Override
          protected void annotateProxyClass(Class<?> type) throws IOException {
            writeObject(null);
          }
        }) {
      out.writeObject(object);
    }
    return RmiAnswer.values(new ByteArrayInputStream(bytes.toByteArray())).value();
  }

  private static String base64(Object object) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** Of a package that no value is of. */
  private record Own() implements Serializable {}

  private record Handler() implements InvocationHandler, Serializable {
    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments)
        throws NoSuchObjectException {
      return null;
    }
  }

  private record Factory() implements RMIClientSocketFactory, Serializable {
    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw new IOException("never");
    }
  }
}
