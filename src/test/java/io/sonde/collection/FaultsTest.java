package io.sonde.collection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sonde.collection.schedule.SystemTimer;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.http.HttpTarget;
import io.sonde.targets.http.config.HttpConfig;
import io.sonde.targets.http.config.HttpConfig.Access;
import io.sonde.targets.http.config.HttpConfig.Answers;
import io.sonde.targets.http.config.HttpConfig.Redirects;
import io.sonde.targets.http.config.HttpConfig.Statuses;
import io.sonde.targets.http.config.HttpQueryConfig;
import io.sonde.targets.jdbc.Drivers;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.targets.jdbc.JdbcQueryConfig;
import io.sonde.targets.jdbc.JdbcTarget;
import io.sonde.targets.jmx.JmxProcess;
import io.sonde.targets.jmx.JmxQueryConfig;
import io.sonde.targets.jmx.JmxReads;
import io.sonde.targets.jmx.JmxTarget;
import io.sonde.testing.ClosedPort;
import io.sonde.testing.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real targets that are down at the start, die, hang and recover, on the real clock, beside one
 * that is well: it keeps its turns, and scrapes are answered.
 */
@Timeout(120)
class FaultsTest {
  private static final Duration STEADY = Duration.ofMillis(200);

  private final Lab lab = new Lab(new SystemTimer());

  @AfterEach
  void close() {
    lab.close();
  }

  /** What happens to the target. */
  private interface Fate {
    void up() throws Exception;

    void down() throws Exception;

    /** Takes what is sent, and says nothing. */
    void deaf() throws Exception;
  }

  private record Proxied(Proxy proxy) implements Fate {
    @Override
    public void up() {
      proxy.become(Proxy.State.UP);
    }

    @Override
    public void down() {
      proxy.become(Proxy.State.DOWN);
    }

    @Override
    public void deaf() {
      proxy.become(Proxy.State.DEAF);
    }
  }

  @Test
  void http() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = "[{\"item\": \"a\", \"n\": 1}]".getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (var proxy = new Proxy(server.getAddress().getPort())) {
      var config =
          new HttpConfig(
              "faulty",
              URI.create("http://127.0.0.1:" + proxy.port()),
              new Access(Map.of(), null, null, null, null),
              null,
              null,
              new Redirects(false, List.of()),
              new Answers(1_000_000, new Statuses(List.of(new Statuses.Range(200, 299))), 0));
      tell(
          new HttpTarget(config),
          config,
          HttpQueryConfig.get("/", "$[*]"),
          "item",
          "n",
          new Proxied(proxy));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void jdbc() throws Exception {
    var server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    try (var proxy = new Proxy(server.getPort())) {
      var config =
          new JdbcConfig(
              "faulty",
              "jdbc:h2:tcp://localhost:%d/mem:%s"
                  .formatted(proxy.port(), FaultsTest.class.getName()),
              null,
              null,
              Map.of());
      tell(
          new JdbcTarget(config, Drivers.onClassPath()),
          config,
          new JdbcQueryConfig("SELECT 'a' AS item, 1 AS n"),
          "item",
          "n",
          new Proxied(proxy));
    } finally {
      server.stop();
    }
  }

  @Test
  void jmx() throws Exception {
    try (var port = new ClosedPort();
        var processes = new Processes(port.number())) {
      var config = JmxReads.config("faulty", "localhost:" + port.number());
      tell(
          new JmxTarget(config),
          config,
          new JmxQueryConfig(List.of("sonde.test:type=Thing,name=*")),
          "name",
          "Size",
          processes);
    }
  }

  private static final class Processes implements Fate, AutoCloseable {
    private final int port;
    private @Nullable JmxProcess process;

    Processes(int port) {
      this.port = port;
    }

    @Override
    public void up() throws Exception {
      if (process == null) {
        process = JmxProcess.start("-Dtest.port=" + port, "-Dtest.things=1");
      } else {
        process.signal("CONT");
      }
    }

    @Override
    public void down() {
      if (process != null) {
        process.close();
        process = null;
      }
    }

    @Override
    public void deaf() throws Exception {
      if (process != null) {
        process.signal("STOP");
      }
    }

    @Override
    public void close() {
      down();
    }
  }

  private void tell(
      Target target, TargetConfig config, QueryConfig read, String label, String value, Fate fate)
      throws Exception {
    lab.add(target, config);
    lab.collector(
        Lab.config(
            lab.name("c"),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMinutes(5),
            read,
            label,
            value,
            List.of("faulty")));
    lab.target("well", ScriptedTarget.gives("w", 1));
    lab.collector("steady", STEADY, Duration.ofSeconds(10), Duration.ofMinutes(5), "well");

    fate.down();
    lab.collections().start();
    until("down at the start", () -> lab.runs("c", "faulty") >= 2);
    until("ready", () -> lab.collections().ready());
    assertThat(isUp()).isFalse();
    assertThat(lab.exposed("value")).noneMatch(line -> line.contains("faulty"));
    steadyGoesOn();

    fate.up();
    until("it has come", this::isUp);
    assertThat(lab.exposed("value")).anyMatch(line -> line.contains("faulty"));

    fate.down();
    until("it died", () -> !isUp());
    assertThat(lab.exposed("value")).as("kept").anyMatch(line -> line.contains("faulty"));
    steadyGoesOn();

    fate.up();
    until("it came back", this::isUp);

    long timeouts = lab.failures("c", "faulty", "timeout");
    fate.deaf();
    until("it hangs", () -> lab.failures("c", "faulty", "timeout") >= timeouts + 1);
    steadyGoesOn();
    until("a scrape is answered while a read hangs", this::scrapeDuringRead);
    assertThat(isUp()).isFalse();

    fate.up();
    until("it came to itself", this::isUp);

    for (var reason : List.of("busy", "timeout", "read", "mapping")) {
      assertThat(lab.failures("steady", "well", reason)).as(reason).isZero();
    }
  }

  /** The neighbour has turns of its own in each phase. */
  private void steadyGoesOn() {
    long runs = lab.runs("steady", "well");
    until("the steady neighbour's next turns", () -> lab.runs("steady", "well") >= runs + 2);
  }

  /** True when a read was under way before a scrape and had not ended after it. */
  private boolean scrapeDuringRead() {
    long before = lab.runs("c", "faulty");
    boolean underWay = lab.underWay("c", "faulty");
    isUp();
    return underWay && lab.underWay("c", "faulty") && lab.runs("c", "faulty") == before;
  }

  private boolean isUp() {
    var up = lab.exposed("sonde_collection_up{collector=\"c\"");
    assertThat(up).hasSize(1);
    return up.getFirst().endsWith(" 1.0");
  }

  private void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      isUp();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
