package io.sonde.targets.jmx;

import static io.sonde.targets.jmx.JmxReads.rows;
import static io.sonde.targets.jmx.JmxReads.target;
import static io.sonde.targets.jmx.JmxReads.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import io.sonde.targets.TlsConfig;
import io.sonde.testing.ClosedPort;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of JMX servers that are down, die, hang, refuse, or are none. */
class JmxFaultTest {
  private static final String SLOW = "sonde.test:type=Slow";
  private static final String STATE = "sonde.test:type=State";
  private static final Duration SOON = Duration.ofMillis(400);

  @Test
  void downAtStartThenUpThenKilledThenUpAgainOnTheSamePort() throws Exception {
    try (ClosedPort own = new ClosedPort();
        JmxTarget target = target("localhost:" + own.number())) {
      int port = own.number();
      assertFails(target, Reason.CONNECT)
          .hasMessage("no connection to localhost:" + port + ": Connection refused");
      try (var _ = JmxProcess.start("-Dtest.port=" + port)) {
        assertThat(value(target, SLOW, "Quick")).isEqualTo(1L);
      }
      assertFails(target, Reason.CONNECT);
      assertFails(target, Reason.CONNECT);
      try (var _ = JmxProcess.start("-Dtest.port=" + port)) {
        assertThat(value(target, SLOW, "Quick")).isEqualTo(1L);
        assertThat(value(target, STATE, "Logins")).isEqualTo(1L);
      }
    }
  }

  @Test
  void aServerThatIsReplacedBetweenTwoReadsIsNoticedByTheRead() throws Exception {
    try (ClosedPort own = new ClosedPort();
        JmxTarget target = target("localhost:" + own.number())) {
      for (int server = 0; server < 2; server++) {
        try (var _ = JmxProcess.start("-Dtest.port=" + own.number())) {
          assertThat(value(target, SLOW, "Quick")).isEqualTo(1L);
        }
      }
    }
  }

  @Test
  void aServerThatHangsCostsTheDeadlineAndIsReadAgainAfterwards() throws Exception {
    try (JmxProcess server = JmxProcess.start("-Dtest.port=0");
        JmxTarget target = target(server.url());
        JmxTarget never = target(server.url())) {
      assertThat(value(target, SLOW, "Quick")).isEqualTo(1L);

      // accepts, since the kernel does, and says nothing: to one that is logged in, to one that is
      // not
      server.signal("STOP");
      assertTimesOut(target);
      assertTimesOut(target);
      assertTimesOut(never);
      server.signal("CONT");

      assertThat(value(target, SLOW, "Quick")).isEqualTo(1L);
      assertThat(value(never, SLOW, "Quick")).isEqualTo(1L);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dtest.idle=2000", // as the server does after two minutes without a call
        "-Djava.rmi.dgc.leaseValue=2000" // as RMI does after ten minutes without a renewal
      })
  void aLoginThatTheServerForgotIsMadeAnewInTheSameTurn(String option) throws Exception {
    try (JmxProcess server = JmxProcess.start("-Dtest.port=0", option);
        JmxTarget target = target(server.url());
        JmxTarget observer = target(server.url())) {
      assertThat(value(target, STATE, "Logins")).isEqualTo(1L);
      Object connections;
      do {
        connections = value(observer, STATE, "Connections");
      } while (!Objects.equals(connections, 1));

      assertThat(value(target, SLOW, "Quick")).isEqualTo(1L);
      assertThat(value(target, STATE, "Connections")).isEqualTo(2);
    }
  }

  @Test
  void theLeaseIsRenewedWhileReadsGoOn() throws Exception {
    try (JmxProcess server = JmxProcess.start("-Dtest.port=0", "-Djava.rmi.dgc.leaseValue=2000");
        JmxTarget target = target(server.url())) {
      for (long end = System.nanoTime() + 3_200_000_000L; System.nanoTime() < end; ) {
        assertThat(value(target, STATE, "Logins")).isEqualTo(1L);
      }
    }
  }

  @Test
  void aListenerThatSaysNothingCostsTheDeadlineAndItsSocketIsClosed() throws Exception {
    try (HostileServer silent = new HostileServer(_ -> {});
        JmxTarget plain = target(silent.url());
        JmxTarget secured =
            target(silent.url(), null, null, new TlsConfig(null, null, null, true))) {
      assertTimesOut(secured);
      silent.accepted.take().close();
      for (int i = 0; i < 3; i++) {
        assertTimesOut(plain);
        try (Socket socket = silent.accepted.take()) {
          InputStream in = socket.getInputStream();
          assertThat(in.readAllBytes()).startsWith("JRMI".getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
  }

  @Test
  void aListenerThatSaysALittleAtATimeCostsTheDeadline() throws Exception {
    try (HostileServer trickling = new HostileServer(socket -> endless(socket, new byte[] {0x70}));
        JmxTarget target = target(trickling.url())) {
      assertTimesOut(target);
    }
  }

  @Test
  void aListenerThatSaysTooMuchIsCutOff() throws Exception {
    byte[] nulls = new byte[1 << 16];
    Arrays.fill(nulls, (byte) 0x70);
    try (HostileServer babbling = new HostileServer(socket -> endless(socket, nulls));
        HostileServer boasting = new HostileServer(JmxFaultTest::longText);
        JmxTarget flooded = target(babbling.url());
        JmxTarget other = target(boasting.url())) {
      for (JmxTarget target : List.of(flooded, other)) {
        assertFails(target, Reason.LIMIT)
            .hasMessageEndingWith("an answer of more than 8388608 bytes (max-body)");
      }
    }
  }

  /** Answers a call with an object that never ends, a piece at a time. */
  private static void endless(Socket socket, byte[] piece) throws IOException {
    DataOutputStream out = answer(socket);
    out.writeShort(0x7372);
    out.writeUTF("endless");
    out.writeLong(1);
    out.writeByte(3);
    out.writeShort(0);
    out.writeShort(0x7870);
    while (true) {
      out.write(piece);
    }
  }

  /** Answers a call with a text that is longer than it can be, of which nothing comes. */
  private static void longText(Socket socket) throws IOException {
    DataOutputStream out = answer(socket);
    out.writeByte(0x7c);
    out.writeLong(1L << 40);
  }

  private static DataOutputStream answer(Socket socket) throws IOException {
    return Hostile.answer(Hostile.hello(socket));
  }

  @Test
  void aListenerThatSpeaksSomethingElseIsSaid() throws Exception {
    try (HostileServer http =
            new HostileServer(socket ->
                socket
                    .getOutputStream()
                    .write(
                        "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        HostileServer closing = new HostileServer(Socket::close);
        JmxTarget other = target(http.url());
        JmxTarget closed = target(closing.url())) {
      assertFails(other, Reason.CONNECT)
          .hasMessage("no connection to " + http.url() + ": answers, but not with RMI");
      assertFails(closed, Reason.CONNECT);
    }
  }

  /** Nothing is made of what comes before the login either. */
  @Test
  void aRegistryThatSendsObjectsIsNotTrusted() throws Exception {
    assertRegistryRefused(new URL[0], "found an array (java.net.URL[])");
    assertRegistryRefused(Hostile.pairedSets(40), "found a collection of 2");
    assertRegistryRefused(
        LocateRegistry.getRegistry("127.0.0.1", 65_536), "expected a stub of RMI over TCP");
  }

  private static void assertRegistryRefused(Object answer, String message) throws Exception {
    try (HostileServer lying =
            new HostileServer(socket -> Hostile.answer(Hostile.hello(socket), answer));
        JmxTarget target = target(lying.url())) {
      assertFails(target, Reason.CONNECT)
          .hasMessageStartingWith("no connection to " + lying.url() + ": expected a stub of RMI")
          .hasMessageEndingWith(message);
    }
  }

  /** Whoever answers in place of a registry could have the password sent to any host. */
  @Test
  void theHostThatARegistryNamesGetsNoPasswordInTheClear() throws Exception {
    InetAddress elsewhere = InetAddress.getByName("127.0.0.2");
    try (HostileServer thief = new HostileServer(elsewhere, _ -> {});
        HostileServer registry =
            new HostileServer(socket ->
                Hostile.answer(
                    Hostile.hello(socket), LocateRegistry.getRegistry("127.0.0.2", thief.port())));
        JmxTarget careful = secretive(registry.url(), false);
        JmxTarget trusting = secretive(registry.url(), true);
        JmxTarget nobody =
            new JmxTarget(JmxReads.config(registry.url(), null, null, null, false, true))) {
      String there = ":" + thief.port();
      assertFails(careful, Reason.CONNECT)
          .hasMessage(
              "no connection to localhost"
                  + there
                  + ": Connection refused (where the JMX server of "
                  + registry.url()
                  + " says that it listens, but for the host 127.0.0.2, which is not contacted"
                  + " without allow-other-host: true)");
      assertFails(trusting, Reason.CONNECT)
          .hasMessage(
              "no connection to 127.0.0.2"
                  + there
                  + ": another host than the configured one, and the target has no tls; no password"
                  + " was sent");
      assertThat(thief.accepted).isEmpty();

      assertTimesOut(nobody);
      assertThat(thief.accepted).hasSize(1);
    }
  }

  private static JmxTarget secretive(String url, boolean allowOtherHost) {
    return new JmxTarget(
        JmxReads.config(url, "sonde", Secret.of("secret"), null, false, allowOtherHost));
  }

  @Test
  void theFilterOfTheJvmByWhichHelidonRefusesEveryClassDoesNotMatter() throws Exception {
    try (JmxProcess server = JmxProcess.start("-Dtest.port=0");
        JmxTarget target = target(server.url())) {
      Process reader =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Djdk.serialFilter=!*",
                  "-cp",
                  System.getProperty("java.class.path"),
                  JmxReads.class.getName(),
                  server.url(),
                  "java.lang:type=Memory",
                  "HeapMemoryUsage.max")
              .redirectErrorStream(true)
              .start();

      String said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(said.strip())
          .isEqualTo(String.valueOf(value(target, "java.lang:type=Memory", "HeapMemoryUsage.max")));
      assertThat(reader.waitFor()).isZero();
    }
  }

  @Test
  void aNameThatTheRegistryDoesNotKnowIsSaid() throws Exception {
    try (JmxProcess server = JmxProcess.start("-Dtest.port=0");
        JmxTarget target =
            target("service:jmx:rmi:///jndi/rmi://localhost:" + server.port() + "/other")) {
      assertFails(target, Reason.CONNECT)
          .hasMessage(
              "login failed at " + server.url() + "/other: java.rmi.NotBoundException: other");
    }
  }

  @Test
  void aHostThatARegistryNamesIsAskedOnlyWhereTheConfigurationAllowsIt() throws Exception {
    try (JmxProcess server =
            JmxProcess.start("-Dtest.port=0", "-Djava.rmi.server.hostname=nowhere.invalid");
        JmxTarget target = target(server.url());
        JmxTarget trusting =
            new JmxTarget(JmxReads.config(server.url(), null, null, null, false, true))) {
      assertThat(value(target, SLOW, "Quick")).isEqualTo(1L);
      assertFails(trusting, Reason.CONNECT)
          .hasMessageMatching(
              "no connection to nowhere\\.invalid:\\d+: the host name is not known \\(where the"
                  + " JMX server of localhost:\\d+ says that it listens: see"
                  + " java\\.rmi\\.server\\.hostname and"
                  + " com\\.sun\\.management\\.jmxremote\\.rmi\\.port there\\)");
    }
  }

  @Test
  void aHostThatIsNotKnownIsSaid() {
    try (JmxTarget target = target("nowhere.invalid:9010")) {
      assertFails(target, Reason.CONNECT)
          .hasMessage("no connection to nowhere.invalid:9010: the host name is not known");
    }
  }

  @Test
  void aWrongPasswordIsRefusedOnceInATurnAndARotatedOneIsReadAtTheNext(@TempDir Path folder)
      throws Exception {
    Path theirs = Files.writeString(folder.resolve("theirs"), "correct");
    Path ours = Files.writeString(folder.resolve("ours"), "wrong\n");
    try (JmxProcess server =
            JmxProcess.start("-Dtest.port=0", "-Dtest.user=sonde", "-Dtest.password=" + theirs);
        JmxTarget target = target(server.url(), "sonde", Secret.inFile(ours), null);
        JmxTarget nobody = target(server.url())) {
      assertFails(target, Reason.AUTH)
          .hasMessage(
              "login failed at "
                  + server.url()
                  + "/jmxrmi: java.lang.SecurityException: Authentication failed! Invalid username"
                  + " or password");
      assertFails(nobody, Reason.AUTH);

      Files.writeString(ours, "correct\n");
      assertThat(value(target, STATE, "Logins")).isEqualTo(3L);

      // The connection outlives the change on the other side.
      Files.writeString(theirs, "changed");
      assertThat(value(target, STATE, "Logins")).isEqualTo(3L);

      Files.delete(ours);
      try (JmxTarget other = target(server.url(), "sonde", Secret.inFile(ours), null)) {
        assertFails(other, Reason.CONNECT)
            .hasMessage("cannot read the secret file " + ours + ": there is no such file");
      }
      assertThat(value(target, STATE, "Logins")).isEqualTo(3L);
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      JmxTarget target, Reason reason) {
    var failure =
        assertThatThrownBy(() -> value(target, SLOW, "Quick")).isInstanceOf(ReadException.class);
    failure.extracting("reason").isEqualTo(reason);
    return failure;
  }

  private static void assertTimesOut(JmxTarget target) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> rows(target, SOON, List.of(SLOW), "Quick"))
        .isInstanceOf(ReadException.class)
        .extracting("reason")
        .isEqualTo(Reason.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(SOON, SOON.plus(Duration.ofSeconds(10)));
  }
}
