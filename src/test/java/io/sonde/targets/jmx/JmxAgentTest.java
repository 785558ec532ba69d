package io.sonde.targets.jmx;

import static io.sonde.targets.jmx.JmxReads.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.tools.attach.VirtualMachine;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import io.sonde.targets.TlsConfig;
import io.sonde.testing.ClosedPort;
import io.sonde.testing.TestPki;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads of the JDK's own management agent, as operators switch it on. */
class JmxAgentTest {
  private static final String SLOW = "sonde.test:type=Slow";

  @TempDir static Path keys;
  private static TestPki pki;
  @TempDir Path folder;

  @BeforeAll
  static void makeKeys() throws Exception {
    pki = TestPki.in(keys);
  }

  @Test
  void anAgentWithPasswordFileAndTlsWhoseRegistryHasNone() throws Exception {
    Path passwords = secret("jmxremote.password", "monitor correct\n");
    Path access = secret("jmxremote.access", "monitor readonly\n");
    int[] port = {0};
    try (var _ =
            agent(
                port,
                "-Dcom.sun.management.jmxremote.password.file=" + passwords,
                "-Dcom.sun.management.jmxremote.access.file=" + access,
                "-Djavax.net.ssl.keyStore=" + serverStore(),
                "-Djavax.net.ssl.keyStorePassword=changeit");
        JmxTarget right =
            plainRegistry(
                port[0], "correct", new TlsConfig(pki.certificate("ca"), null, null, false));
        JmxTarget wrong =
            plainRegistry(
                port[0], "wrong", new TlsConfig(pki.certificate("ca"), null, null, false))) {
      assertThat(value(right, SLOW, "Quick")).isEqualTo(1L);
      assertThat(value(right, "java.lang:type=Threading", "ThreadCount"))
          .isInstanceOf(Integer.class);
      assertThatThrownBy(() -> value(wrong, SLOW, "Quick"))
          .isInstanceOf(ReadException.class)
          .extracting("reason")
          .isEqualTo(Reason.AUTH);
    }
  }

  @Test
  void anAgentWithTlsForTheRegistryToo() throws Exception {
    int[] port = {0};
    try (var _ =
            agent(
                port,
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.registry.ssl=true",
                "-Djavax.net.ssl.keyStore=" + serverStore(),
                "-Djavax.net.ssl.keyStorePassword=changeit");
        JmxTarget target =
            target(port[0], "any", new TlsConfig(pki.certificate("ca"), null, null, false))) {
      assertThat(value(target, SLOW, "Quick")).isEqualTo(1L);
    }
  }

  @Test
  void theStubOfALocalAgent() throws Exception {
    try (JmxProcess process = JmxProcess.start()) {
      VirtualMachine machine = VirtualMachine.attach(String.valueOf(process.pid()));
      String url = machine.startLocalManagementAgent();
      machine.detach();
      assertThat(url).startsWith("service:jmx:rmi://127.0.0.1/stub/");

      try (JmxTarget target = JmxReads.target(url)) {
        assertThat(value(target, SLOW, "Quick")).isEqualTo(1L);
      }
    }
  }

  private static JmxTarget plainRegistry(int port, String password, TlsConfig tls) {
    return JmxReads.plainRegistry("localhost:" + port, "monitor", Secret.of(password), tls);
  }

  private static JmxTarget target(int port, String password, TlsConfig tls) {
    return JmxReads.target("localhost:" + port, "monitor", Secret.of(password), tls);
  }

  /** Starts an agent on a port that the test keeps until the agent listens there. */
  private static JmxProcess agent(int[] port, String... options) throws IOException {
    try (ClosedPort own = new ClosedPort()) {
      port[0] = own.number();
      List<String> all = new ArrayList<>(List.of(options));
      all.add("-Dcom.sun.management.jmxremote.port=" + port[0]);
      all.add("-Dcom.sun.management.jmxremote.host=127.0.0.1");
      return JmxProcess.start(all.toArray(String[]::new));
    }
  }

  private Path secret(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  /** A key store with the server's key alone: the agent takes any that it finds. */
  private Path serverStore() throws Exception {
    char[] password = "changeit".toCharArray();
    KeyStore all = KeyStore.getInstance(pki.keyStore().toFile(), password);
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setKeyEntry(
        "server", all.getKey("server", password), password, all.getCertificateChain("server"));
    Path file = folder.resolve("server.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      one.store(out, password);
    }
    return file;
  }
}
