package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.LONG;
import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.testing.RawServer;
import io.sonde.testing.RawServer.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that are down, hang, die and recover, and what is left behind. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpFaultsTest {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final String CHUNKS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n";

  /** Ways never to finish an answer. */
  enum Hang {
    SILENT {
      @Override
      void answer(Wire wire) throws IOException {
        wire.waitForHangUp();
      }
    },
    WITHIN_HEADERS {
      @Override
      void answer(Wire wire) throws IOException {
        wire.send("HTTP/1.1 200 OK\r\nContent-Le");
        wire.waitForHangUp();
      }
    },
    WITHIN_BODY {
      @Override
      void answer(Wire wire) throws IOException {
        wire.send(OK + "{\"n\"");
        wire.waitForHangUp();
      }
    },
    WITHIN_CHUNK {
      @Override
      void answer(Wire wire) throws IOException {
        wire.send(CHUNKS + "8\r\n{\"n\"");
        wire.waitForHangUp();
      }
    },
    DRIBBLING {
      @Override
      void answer(Wire wire) throws IOException, InterruptedException {
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
        drip(wire, " ");
      }
    },
    DRIBBLING_HEADERS {
      @Override
      void answer(Wire wire) throws IOException, InterruptedException {
        wire.send("HTTP/1.1 200 OK\r\nX-");
        drip(wire, "a");
      }
    };

    abstract void answer(Wire wire) throws IOException, InterruptedException;

    /** Sends a little every few milliseconds until the client hangs up. */
    private static void drip(Wire wire, String drop) throws IOException, InterruptedException {
      CountDownLatch never = new CountDownLatch(1);
      while (!never.await(5, TimeUnit.MILLISECONDS)) {
        wire.send(drop);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsAtItsTimeout(Hang hang) throws Exception {
    try (RawServer server = hanging(hang);
        HttpTarget target = target(server.url()).build()) {
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      long start = System.nanoTime();
      failed(() -> read(target, get("/hang", "$"), Reading.within(SHORT), "n"), Reason.TIMEOUT)
          .isEqualTo("GET %s/hang: not answered in time".formatted(server.url()));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, LONG);
      server.awaitOpen(0);
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWhenItIsCancelled(Hang hang) throws Exception {
    try (RawServer server = hanging(hang);
        HttpTarget target = target(server.url()).build()) {
      Reading reading = Reading.within(LONG);
      Started started = start(() -> read(target, get("/hang", "$"), reading, "n"));
      server.awaitRequests(1);
      reading.cancel();
      assertThat(started.failure()).isInstanceOf(ReadException.class).hasMessageContaining("/hang");
      assertThat(((ReadException) started.failure()).reason()).isEqualTo(Reason.TIMEOUT);
      server.awaitOpen(0);
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWhenItIsInterrupted(Hang hang) throws Exception {
    try (RawServer server = hanging(hang);
        HttpTarget target = target(server.url()).build()) {
      Started started = start(() -> read(target, get("/hang", "$"), "n"));
      server.awaitRequests(1);
      started.thread.interrupt();
      assertThat(started.failure()).isInstanceOf(InterruptedException.class);
      server.awaitOpen(0);
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
    }
  }

  @Test
  void isCancelledBeforeItBegan() throws Exception {
    try (RawServer server = hanging(Hang.SILENT);
        HttpTarget target = target(server.url()).build()) {
      Reading reading = Reading.within(LONG);
      reading.cancel();
      failed(() -> read(target, get("/hang", "$"), reading, "n"), Reason.TIMEOUT);
      server.awaitOpen(0);
    }
  }

  @Test
  void endsWhenItsTargetIsClosed() throws Exception {
    try (RawServer server = hanging(Hang.WITHIN_BODY)) {
      HttpTarget target = target(server.url()).build();
      Started started = start(() -> read(target, get("/hang", "$"), "n"));
      server.awaitRequests(1);
      target.close();
      assertThat(started.failure()).isInstanceOf(ReadException.class);
      server.awaitOpen(0);
      failed(() -> read(target, get("/", "$"), "n"), Reason.READ).isEqualTo("the target is closed");
      target.close();
    }
  }

  @Test
  void oneThatIsGivenUpLeavesTheNextAlone() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawServer server =
            RawServer.start((request, wire) -> {
              if (request.path().equals("/slow")) {
                wire.send(OK + "{\"n\": ");
                go.await();
                wire.send("1}");
              } else {
                wire.waitForHangUp();
              }
            });
        HttpTarget target = target(server.url()).build()) {
      Reading givenUp = Reading.within(LONG);
      Started first = start(() -> read(target, get("/hang", "$"), givenUp, "n"));
      server.awaitRequests(1);
      Started second = start(() -> read(target, get("/slow", "$"), "n"));
      server.awaitRequests(2);
      givenUp.cancel();
      assertThat(first.failure()).hasMessageContaining("/hang: cancelled");
      server.awaitOpen(1);
      go.countDown();
      assertThat(second.rows()).containsExactly("1");
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void keepsItsConnection() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) ->
                wire.send(
                    request.path().equals("/length")
                        ? OK + "{\"n\": 1}"
                        : CHUNKS + "8\r\n{\"n\": 1}\r\n0\r\nX-Trailer: a\r\nX-Other: b\r\n\r\n"));
        HttpTarget target = target(server.url()).build()) {
      for (int i = 0; i < 20; i++) {
        assertThat(read(target, get("/length", "$"), "n")).containsExactly("1");
        assertThat(read(target, get("/chunks", "$"), "n")).containsExactly("1");
      }
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatTheServerClosedMeanwhileIsNoFailure() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> {
              wire.json("{\"n\": 1}");
              wire.hangUp();
            });
        HttpTarget target = target(server.url()).build()) {
      for (int i = 0; i < 50; i++) {
        assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      }
      assertThat(server.accepted()).isGreaterThanOrEqualTo(50);
    }
  }

  @Test
  void halfAnswersFail() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> {
              switch (request.path()) {
                case "/nothing" -> {}
                case "/headers" -> wire.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n");
                case "/body" -> wire.send(OK + "{\"n\":");
                case "/chunk" -> wire.send(CHUNKS + "8\r\n{\"n");
                case "/chunks" -> wire.send(CHUNKS + "8\r\n{\"n\": 1}\r\n");
                case "/length" -> wire.send("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}");
                case "/ssh" -> wire.send("SSH-2.0-OpenSSH_9.2\r\n");
                case "/early" -> wire.send("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100));
                default -> wire.json("{\"n\": 1}");
              }
              if (!request.path().equals("/")) {
                wire.hangUp();
              }
            });
        HttpTarget target = target(server.url()).build()) {
      for (String path :
          List.of(
              "/nothing", "/early", "/headers", "/body", "/chunk", "/chunks", "/length", "/ssh")) {
        failed(() -> read(target, get(path, "$"), "n"), Reason.READ)
            .startsWith("GET %s%s: ".formatted(server.url(), path));
        assertThat(read(target, get("/", "$"), "n")).as("after %s", path).containsExactly("1");
      }
    }
  }

  @Test
  void leavesNoConnectionToWhatSpeaksNoHttp() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> {
              wire.send("SSH-2.0-OpenSSH_9.2\r\n");
              wire.waitForHangUp();
            });
        HttpTarget target = target(server.url()).build()) {
      for (int i = 0; i < 5; i++) {
        failed(() -> read(target, get("/", "$"), "n"), Reason.READ).contains("SSH-2.0");
        server.awaitOpen(0);
      }
    }
  }

  @Test
  void isDownAtStartRecoversDiesAndRecovers() throws Exception {
    int port;
    HttpTarget target;
    // Bound and not listening, so that nobody else takes the port and whoever calls is refused.
    try (Socket reserved = new Socket()) {
      reserved.setReuseAddress(true);
      reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      port = reserved.getLocalPort();
      target = target("http://127.0.0.1:" + port).build();
      failed(() -> read(target, get("/", "$"), "n"), Reason.CONNECT)
          .isEqualTo("GET http://127.0.0.1:%d/: the connection is refused".formatted(port));
    }
    try (target) {
      for (int life = 0; life < 3; life++) {
        try (RawServer _ =
            RawServer.start(
                ServerSocketFactory.getDefault(),
                port,
                (request, wire) -> wire.json("{\"n\": 1}"))) {
          assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
          assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
        }
        failed(() -> read(target, get("/", "$"), "n"), Reason.CONNECT);
        failed(() -> read(target, get("/", "$"), "n"), Reason.CONNECT);
      }
    }
  }

  @Test
  void saysThatAHostIsNotKnown() {
    ReadException failure =
        HttpFailures.of("GET http://x/", new IOException(new UnresolvedAddressException()));
    assertThat(failure).hasMessage("GET http://x/: the host is not known");
    assertThat(failure.reason()).isEqualTo(Reason.CONNECT);
  }

  @Test
  void wordsOfTheServerAreBounded() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> wire.send("x\u0007" + "y".repeat(5_000) + "\r\n"));
        HttpTarget target = target(server.url()).build()) {
      failed(() -> read(target, get("/", "$"), "n"), Reason.READ)
          .hasSizeLessThan(400)
          .doesNotContain("\u0007");
    }
  }

  @Test
  void secretsAreInNoFailure() throws Exception {
    Map<String, Secret> headers = Map.of("X-Api-Key", Secret.of("hunter2"));
    try (RawServer server =
        RawServer.start((request, wire) -> {
          switch (request.path().replaceFirst("\\?.*", "")) {
            case "/echo" -> wire.answer("200 OK", "text/html", "hunter2".getBytes(UTF_8));
            case "/status" -> wire.status("401 hunter2", "WWW-Authenticate: hunter2");
            case "/redirect" -> wire.status("302 Found", "Location: /hunter2?hunter2");
            case "/json" -> wire.json("[\"hunter2");
            case "/half" -> wire.send(OK + "hunter2");
            default -> {}
          }
          wire.hangUp();
        })) {
      try (HttpTarget target =
          target(server.url())
              .headers(headers)
              .bearerToken(Secret.of("hunter2"))
              .maxBody(5_000)
              .build()) {
        for (String path : List.of("/echo", "/status", "/redirect", "/json", "/half", "/close")) {
          noSecret(() -> read(target, get(path + "?token=hunter2", "$"), "n"));
        }
        noSecret(() -> read(target, get("/ ?hunter2", "$"), "n"));
        noSecret(
            () -> read(target, get("/close?hunter2", "$"), Reading.within(Duration.ZERO), "n"));
      }
      try (HttpTarget target =
          target(server.url()).headers(Map.of("X-Api-Key", Secret.of("hunter2\nx"))).build()) {
        noSecret(() -> read(target, get("/echo", "$"), "n"));
        failed(() -> read(target, get("/echo", "$"), "n"), Reason.CONNECT)
            .isEqualTo("the header X-Api-Key cannot be sent");
      }
      try (HttpTarget target =
          target(server.url()).bearerToken(Secret.of("hunter2\r\nX-Other: y")).build()) {
        noSecret(() -> read(target, get("/echo", "$"), "n"));
      }
    }
  }

  private static void noSecret(ThrowingCallable read) {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(read)
        .satisfies(e -> {
          StringWriter trace = new StringWriter();
          e.printStackTrace(new PrintWriter(trace));
          assertThat(trace.toString()).doesNotContain("hunter2");
        });
  }

  @Test
  void aThousandReadsLeaveNothingBehind() throws Exception {
    Set<Thread> before = selectors();
    try (RawServer server =
        RawServer.start((request, wire) -> {
          switch (Integer.parseInt(request.path().substring(1)) % 10) {
            case 0 -> wire.status("500 Oops");
            case 1 -> wire.send("nonsense\r\n");
            case 2 -> {
              wire.send(OK + "{");
              wire.hangUp();
            }
            case 3 -> wire.json("{");
            case 4 -> wire.json("[" + " ".repeat(20_000) + "]");
            case 5 -> wire.waitForHangUp();
            default -> wire.json("{\"n\": 1}");
          }
        })) {
      int good = 0;
      int bad = 0;
      try (HttpTarget target = target(server.url()).maxBody(10_000).build()) {
        for (int i = 0; i < 1_000; i++) {
          try {
            Duration timeout = i % 10 == 5 ? Duration.ofMillis(10) : LONG;
            good += read(target, get("/" + i, "$"), Reading.within(timeout), "n").size();
          } catch (ReadException e) {
            bad++;
          }
        }
        server.awaitOpen(1);
      }
      assertThat(good).isEqualTo(400);
      assertThat(bad).isEqualTo(600);
      server.awaitOpen(0);
    }
    Set<Thread> left = selectors();
    left.removeAll(before);
    for (Thread thread : left) {
      assertThat(thread.join(Duration.ofSeconds(20))).as(thread.getName()).isTrue();
    }
  }

  private static Set<Thread> selectors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("HttpClient-"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static RawServer hanging(Hang hang) throws IOException {
    return RawServer.start((request, wire) -> {
      if (request.path().equals("/hang")) {
        hang.answer(wire);
      } else {
        wire.json("{\"n\": 1}");
      }
    });
  }

  private static AbstractStringAssert<?> failed(ThrowingCallable read, Reason reason) {
    ReadException failure = catchThrowableOfType(ReadException.class, read);
    assertThat(failure).isNotNull();
    assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
    return assertThat(failure.getMessage());
  }

  private static Started start(Callable<List<String>> read) {
    FutureTask<List<String>> task = new FutureTask<>(read);
    return new Started(task, Thread.ofVirtual().start(task));
  }

  /** A read on a thread of its own. */
  private record Started(FutureTask<List<String>> task, Thread thread) {
    List<String> rows() throws Exception {
      return task.get(20, TimeUnit.SECONDS);
    }

    Throwable failure() throws Exception {
      try {
        throw new AssertionError("read " + rows());
      } catch (ExecutionException e) {
        return Objects.requireNonNull(e.getCause());
      }
    }
  }
}
