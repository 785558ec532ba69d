package io.sonde.web.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.sonde.testing.Await;
import io.sonde.testing.Raw;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real listener with room for a few connections, and clients that take more. */
class ConnectionsTest {
  private static final int MOST = 5;

  private final AtomicLong clock = new AtomicLong();
  private final Connections connections = new Connections(MOST, clock::get);
  private final CountDownLatch entered = new CountDownLatch(MOST);
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<Raw> clients = new ArrayList<>();
  private final WebServer server =
      WebServer.builder()
          .from(WebServer.builder().host("127.0.0.1").useNio(false).buildPrototype())
          .idleConnectionTimeout(Duration.ofMinutes(5))
          .idleConnectionPeriod(Duration.ofMillis(20))
          .clearProtocols()
          .maxTcpConnections(-1)
          .connectionOptions(connections.options(SocketOptions.create()))
          .addConnectionSelector(
              connections.selector(
                  Http1Config.builder().name("http_1_1").maxHeadersSize(16_384).build()))
          .routing(
              HttpRouting.builder()
                  .get("/", (_, response) -> response.send("OK"))
                  .get(
                      "/waits",
                      (_, response) -> {
                        entered.countDown();
                        release.await();
                        response.send("done");
                      })
                  .get("/large", (_, response) -> response.send(new byte[50_000_000])))
          .shutdownHook(false)
          .build()
          .start();

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    for (Raw client : clients) {
      client.close();
    }
    server.stop();
  }

  private Raw connect() throws IOException {
    Raw client = Raw.connect(server.port());
    clients.add(client);
    return client;
  }

  /** Round trips on another connection, while which it reads what others have sent. */
  private static void letTheServerRead(Raw other) throws IOException {
    for (int i = 0; i < 50; i++) {
      assertThat(other.send(Raw.get("/")).answer()).endsWith("OK");
    }
  }

  private static boolean isGivenUp(Raw client) {
    try {
      String answer = client.send("\r\n\r\n").answer();
      assertThat(answer).matches("(?s)|.*OK");
      return answer.isEmpty();
    } catch (IOException e) {
      return true;
    }
  }

  private static String answerOrReset(Raw client) {
    try {
      return client.send(Raw.get("/")).answer();
    } catch (IOException e) {
      return "";
    }
  }

  private void assertServes() throws IOException {
    try (Raw client = Raw.connect(server.port())) {
      assertThat(client.send(Raw.get("/")).answer()).endsWith("\r\n\r\nOK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: "})
  void connectionsWithoutARequestGiveWayLongestOpenFirst(String text) throws Exception {
    for (int i = 0; i < 20; i++) {
      connect().send(text);
      assertServes();
    }

    assertThat(connections.open()).isLessThanOrEqualTo(MOST);
    assertThat(connections.shed()).isGreaterThanOrEqualTo(20 - MOST);
    for (Raw first : clients.subList(0, 10)) {
      assertThat(isClosed(first)).isTrue();
    }
    String rest = text.isEmpty() ? Raw.get("/") : "";
    if (!rest.isEmpty()) {
      assertThat(clients.getLast().send(rest).answer()).endsWith("OK");
    }
  }

  /** Each takes the place of another of the same address, until that is too much work. */
  @Test
  void newConnectionsOfACrowdingAddressAreRefusedEarlyAndOthersAreServed() throws Exception {
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < MOST + Peers.EACH_SECOND + 100; i++) {
        Socket socket = new Socket();
        crowd.add(socket);
        socket.bind(new InetSocketAddress("127.0.0.2", 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      }
      // Of connections that are admitted the first ones are closed, and the last ones stay open.
      assertThat(crowd.reversed().stream().limit(50)).anyMatch(ConnectionsTest::isRefused);

      Raw other = connect();
      assertThat(other.send(Raw.get("/")).answer()).endsWith("\r\n\r\nOK");
      for (int i = 0; i < MOST; i++) {
        assertServes();
        // Until the server has noticed, the connection counts for the address.
        Await.until(connections::known, known -> known < MOST);
      }
      assertThat(other.send(Raw.get("/")).answer())
          .as("its address has not more than its share")
          .endsWith("\r\n\r\nOK");
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
  }

  @Test
  void inAFloodRequestsOfCrowdingAddressesWaitForTheirTurn() throws Exception {
    Raw client = connect().send(Raw.get("/waits"));
    Await.until(connections::requests, requests -> requests == 1);
    for (int i = 0; i < MOST + Peers.FLOOD; i++) {
      connect();
    }
    Await.until(connections::shed, shed -> shed > Peers.FLOOD);
    release.countDown();
    assertThat(client.answer()).endsWith("done");
    assertThat(client.send(Raw.get("/")).answer()).as("the first turn").endsWith("OK");
    long shed = connections.shed();

    clock.set(-2 * Turns.LONGEST); // so that the next turn is too far away

    assertThat(answerOrReset(client)).isEmpty();
    assertThat(connections.shed()).isGreaterThan(shed);
  }

  @Test
  void aConnectionThatKeepsAliveBetweenItsRequestsGivesWayToo() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(connect().send(Raw.get("/")).answer()).endsWith("OK");
    }

    assertThat(isClosed(clients.getFirst())).isTrue();
    assertThat(clients.getLast().send(Raw.get("/")).answer()).endsWith("OK");
  }

  /** By Helidon's timer. A connection without a request is measured by the clock of this test. */
  @Test
  void aConnectionThatSendsNothingIsIdle() throws Exception {
    Raw silent = connect();
    assertServes();
    Await.until(connections::known, known -> known == 1);

    clock.addAndGet(TimeUnit.MINUTES.toNanos(6));

    assertThat(silent.rest()).isEmpty();
    Await.until(connections::known, known -> known == 0);
  }

  @Test
  void aRequestInProgressIsLeftAlone() throws Exception {
    for (int i = 0; i < MOST; i++) {
      connect().send(Raw.get("/waits"));
    }
    entered.await();

    for (int i = 0; i < 10; i++) {
      assertThat(isClosed(connect())).as("one more than there is room for").isTrue();
    }
    release.countDown();
    for (Raw client : clients.subList(0, MOST)) {
      assertThat(client.answer()).endsWith("done");
    }
    assertServes();
    assertThat(connections.shed()).isEqualTo(11);
  }

  @Test
  void aLowerBoundHoldsOnceNewConnectionsCome() throws Exception {
    for (int i = 0; i < MOST; i++) {
      assertThat(connect().send(Raw.get("/")).answer()).endsWith("OK");
    }
    connections.most(2);
    assertThat(connections.open()).isEqualTo(MOST);

    Await.until(
        () -> {
          assertServes();
          return connections.open();
        },
        open -> open <= 2);
    connections.most(MOST);
    for (int i = 0; i < MOST; i++) {
      assertThat(connect().send(Raw.get("/")).answer()).endsWith("OK");
    }
  }

  @Test
  void anAnswerThatNobodyTakesGivesWay() throws Exception {
    for (int i = 0; i < MOST; i++) {
      connect().send(Raw.get("/large")).head();
    }
    clock.addAndGet(Eviction.STUCK.toNanos() + 1);

    assertServes();
  }

  @Test
  void connectionsThatEndedAreForgotten() throws Exception {
    for (int i = 0; i < 3 * MOST; i++) {
      assertServes();
      connect().close();
    }
    Await.until(connections::open, open -> open == 0);
  }

  @Test
  void headsThatDoNotEndCloseTheirConnection() throws Exception {
    Raw idle = connect();
    idle.send(Raw.get("/")).answer();
    Raw slow = connect().send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    Raw slowToo = connect().send("G");
    letTheServerRead(idle);

    Await.until(
        () -> {
          // The server may need a moment to see what was sent.
          clock.addAndGet(HeadLimits.WITHIN.toNanos() + 1);
          connections.sweep();
          return connections.headsGivenUp();
        },
        closed -> closed == 2);

    assertThat(slow.rest()).isEmpty();
    assertThat(slowToo.rest()).isEmpty();
    assertThat(idle.send(Raw.get("/")).answer()).endsWith("OK");
  }

  @Test
  void aHeadMayComeByteForByteInTime() throws Exception {
    Raw client = connect();
    String request = Raw.get("/") + Raw.get("/nothing") + Raw.get("/");
    for (int i = 0; i < request.length(); i++) {
      client.send(request.substring(i, i + 1));
      clock.addAndGet(1);
      connections.sweep();
    }
    assertThat(client.answer()).endsWith("OK");
    assertThat(client.answer()).startsWith("HTTP/1.1 404 ");
    assertThat(client.answer()).endsWith("OK");
    assertThat(connections.headsGivenUp()).isZero();
  }

  @Test
  void headsThatTakeTooMuchTogetherAreGivenUp() throws Exception {
    String half = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "a".repeat(14_000);
    assertThat(3 * half.length()).isGreaterThan((int) (MOST * HeadLimits.SHARE));
    Raw observer = connect();
    for (int i = 0; i < MOST - 1; i++) {
      connect().send(half);
    }
    letTheServerRead(observer);

    int answered = 0;
    int givenUp = 0;
    for (Raw client : clients.subList(1, clients.size())) {
      if (isGivenUp(client)) {
        givenUp++;
      } else {
        answered++;
      }
    }
    assertThat(givenUp).isPositive();
    assertThat(answered).isPositive();
    assertServes();
  }

  @Test
  void tooManyHeadersAreRefused() throws Exception {
    assertThat(
            connect()
                .send("GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: a\r\n".repeat(98) + "\r\n")
                .answer())
        .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n")
        .endsWith("\r\n\r\n431 Request Header Fields Too Large\n");
    assertThat(
            connect()
                .send("GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: a\r\n".repeat(97) + "\r\n")
                .answer())
        .endsWith("OK");
  }

  /** Helidon gives up a connection that is closed before its thread begins, and tells nobody. */
  @Test
  void connectionsThatNeverBeginAreForgotten() throws Exception {
    SocketOptions options = connections.options(SocketOptions.create());
    try (var listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      for (int i = 0; i < MOST + 1; i++) {
        try (var client = SocketChannel.open(listener.getLocalAddress());
            var accepted = listener.accept()) {
          if (i < MOST) {
            options.configureSocket(accepted);
          } else {
            assertThatThrownBy(() -> options.configureSocket(accepted))
                .hasMessage("too many connections");
          }
          assertThat(client.isConnected()).isTrue();
        }
      }
    }
    connections.sweep();

    assertThat(connections.open()).isZero();
  }

  /** True once the server has closed it; a client that is left alone would wait for ever. */
  private static boolean isRefused(Socket socket) {
    try {
      socket.setSoTimeout(500);
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return !(e instanceof java.net.SocketTimeoutException);
    }
  }

  private static boolean isClosed(Raw client) {
    try {
      return client.rest().isEmpty();
    } catch (IOException reset) {
      return !(reset instanceof java.net.SocketTimeoutException);
    }
  }

  @Test
  void theBoundIsRecovered() throws Exception {
    for (int i = 0; i < Peers.EACH_SECOND / 2; i++) {
      connect();
    }
    // Connections are accepted in their order: once the last has an answer or a reset, all have
    // been.
    assertThat(answerOrReset(connect())).matches("(?s)|.*OK");
    for (Raw client : clients) {
      client.close();
    }
    Await.until(connections::known, known -> known == 0);
    for (int i = 0; i < MOST; i++) {
      assertThat(connect().send(Raw.get("/")).answer()).endsWith("OK");
    }
    assertThat(Duration.ofNanos(clock.get())).isZero();
  }
}
