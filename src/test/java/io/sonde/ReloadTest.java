package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.config.load.ConfigSource;
import io.sonde.testing.Await;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.Raw;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reloads through a running Sonde: real files, real targets, real scrapes. */
class ReloadTest {
  private static final Pattern SERIES = Pattern.compile("([a-z_]+(?:\\{.*})?) (\\S+)");

  @TempDir Path folder;

  private final Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();
  private HttpServer api;

  @BeforeEach
  void open() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    api.createContext(
        "/",
        exchange -> {
          clients.add(exchange.getRemoteAddress());
          byte[] body = "{\"n\": 7}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    api.start();
  }

  @AfterEach
  void close() {
    api.stop(0);
  }

  private static final String HEAD =
      "prefix: t\nsimulation: {enabled: false}\nreload: {http: true, watch: false}\n";

  private String target(String name) {
    return "  - {name: %s, http: {url: 'http://127.0.0.1:%d'}}\n"
        .formatted(name, api.getAddress().getPort());
  }

  private static String collector(String name, String help, String... targets) {
    return """
      - {name: %s, targets: [%s], every: 100ms, timeout: 5s, keep: 60s, get: /, metrics: [{name: %s_n, type: gauge, help: %s, value: $.n}]}
    """
        .formatted(name, String.join(", ", targets), name, help);
  }

  private static String h2(String name) {
    return """
      - {name: %s, jdbc: {url: 'jdbc:h2:mem:%s', username: sa}}
    """
        .formatted(name, name);
  }

  private static String session(String target) {
    return """
      - name: session
        targets: [%s]
        every: 100ms
        timeout: 5s
        sql: SELECT SESSION_ID() AS n
        metrics: [{name: session, type: gauge, help: h, value: n}]
    """
        .formatted(target);
  }

  private Path write(String yaml) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), yaml);
    return Files.move(next, folder.resolve("sonde.yaml"), StandardCopyOption.REPLACE_EXISTING);
  }

  private Sonde start(Path file) throws Exception {
    var options =
        Map.of(
            "server.host", new Option("--host", "127.0.0.1"),
            "server.port", new Option("--port", "0"));
    var source = new ConfigSource(Kinds.onClassPath().loader(Map.of(), Map.of()), file, options);
    return Sonde.start(source, source.load());
  }

  private static Map<String, Double> scrape(Sonde sonde) throws IOException {
    String text = Raw.exchange(sonde.port(), Raw.get("/metrics"));
    assertThat(text).startsWith("HTTP/1.1 200 ");
    var series = new TreeMap<String, Double>();
    text.lines()
        .map(SERIES::matcher)
        .filter(line -> line.matches())
        .forEach(line ->
            series.put(line.group(1), Double.valueOf(line.group(2).replace("+Inf", "Infinity"))));
    return series;
  }

  private static Map<String, Double> until(Sonde sonde, Predicate<Map<String, Double>> expected)
      throws Exception {
    return Await.until(() -> scrape(sonde), expected);
  }

  private static String post(Sonde sonde) throws IOException {
    return Raw.exchange(
        sonde.port(), "POST /-/reload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  private static String runs(String collector, String target) {
    return "sonde_collection_runs_total{collector=\"%s\",target=\"%s\"}"
        .formatted(collector, target);
  }

  private static Set<String> of(Map<String, Double> series, String target) {
    return series.keySet().stream()
        .filter(one -> one.contains("target=\"" + target + "\""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void boundsFollowTheSamplesThatCollectorsMayPublish() throws Exception {
    String targets = "targets:\n" + target("a");
    String collectors = "collectors:\n" + collector("c", "h", "a");
    Path file = write(HEAD + targets + collectors);
    try (var sonde = start(file)) {
      var before = scrape(sonde);

      write(HEAD + targets + collectors.replace("every:", "max-samples: 10000000, every:"));
      assertThat(post(sonde)).startsWith("HTTP/1.1 200 ");

      // Not read_bytes: that has a tenth of the heap at least, whatever there is to be published.
      assertThat(scrape(sonde).get("sonde_limit{name=\"connections\"}"))
          .isLessThan(before.get("sonde_limit{name=\"connections\"}"));
    }
  }

  @Test
  void whatIsEqualGoesOnAndTheRestComesAndGoes() throws Exception {
    String a = target("a") + h2("reload-kept");
    Path file =
        write(
            HEAD
                + ("targets:\n" + a + target("b"))
                + ("collectors:\n" + session("reload-kept"))
                + (collector("c", "h", "a", "b") + collector("d", "h", "b")));
    try (var log = new CapturedLog("io.sonde.Reloader");
        var sonde = start(file)) {
      var before =
          until(
              sonde,
              s ->
                  s.containsKey("t_session{target=\"reload-kept\"}")
                      && s.containsKey("t_c_n{target=\"a\"}")
                      && s.getOrDefault(runs("c", "a"), 0.0) >= 2
                      && s.containsKey("t_d_n{target=\"b\"}"));
      int connections = clients.size();

      write(
          HEAD
              + ("targets:\n" + a + target("e"))
              + ("collectors:\n" + collector("c", "h", "e", "a") + session("reload-kept")));
      assertThat(post(sonde))
          .startsWith("HTTP/1.1 200 ")
          .contains(
              "generation 2 is in use: " + file,
              ", targets: 2 kept, 1 new, 1 closed; collections: 2 kept, 1 new, 2 closed");

      var after = scrape(sonde);
      assertThat(after)
          .containsEntry("t_c_n{target=\"a\"}", 7.0)
          .containsEntry(
              "t_session{target=\"reload-kept\"}", before.get("t_session{target=\"reload-kept\"}"));
      assertThat(after.get(runs("c", "a"))).isGreaterThanOrEqualTo(before.get(runs("c", "a")));
      assertThat(of(after, "b")).isEmpty();
      assertThat(after.keySet()).noneMatch(series -> series.contains("\"d\""));
      assertThat(of(after, "e")).isNotEmpty();
      until(sonde, s -> s.containsKey("t_c_n{target=\"e\"}"));
      assertThat(clients).as("one connection for the new target").hasSize(connections + 1);
      assertThat(sonde.reloadState().generation()).isEqualTo(2);
      assertThat(log.lines())
          .anyMatch(line -> line.startsWith("INFO POST /-/reload: generation 2"));
    }
  }

  @Test
  void aBadFileChangesNothingAndSaysWhy() throws Exception {
    String good =
        HEAD + ("targets:\n" + target("a")) + ("collectors:\n" + collector("c", "h", "a"));
    Path file = write(good);
    try (var log = new CapturedLog("io.sonde.Reloader");
        var sonde = start(file)) {
      var before = until(sonde, s -> s.containsKey("t_c_n{target=\"a\"}"));
      assertThat(before).containsEntry("sonde_config_last_reload_successful", 1.0);

      write(good + "prefixx: hunter2\nlog: {level: loud}\n");
      assertThat(post(sonde))
          .startsWith("HTTP/1.1 500 ")
          .contains(":8:1 prefixx: expected one of ", ":9:14 log.level: expected one of trace")
          .doesNotContain("hunter2");

      assertThat(scrape(sonde))
          .containsEntry("sonde_config_last_reload_successful", 0.0)
          .containsEntry(
              "sonde_config_last_reload_success_timestamp_seconds",
              before.get("sonde_config_last_reload_success_timestamp_seconds"))
          .containsEntry("t_c_n{target=\"a\"}", 7.0);
      assertThat(sonde.reloadState().problems()).hasSize(2);
      assertThat(log.lines())
          .hasSize(3)
          .first()
          .isEqualTo(
              "WARNING POST /-/reload: the configuration was refused, generation 1 stays in use;"
                  + " problems: 2");

      write(good);
      assertThat(sonde.reload("the test")).isTrue();
      assertThat(scrape(sonde)).containsEntry("sonde_config_last_reload_successful", 1.0);
      assertThat(sonde.reloadState().problems()).isEmpty();
      assertThat(clients).hasSize(1);

      Files.delete(file);
      assertThat(sonde.reload("the test")).isFalse();
      assertThat(sonde.reloadState().problems())
          .containsExactly(file + ": expected a readable file, found no such file");
    }
  }

  @Test
  void aChangedHelpIsANewCollectionWhoseCounterGoesOn() throws Exception {
    String head = HEAD + ("targets:\n" + target("a")) + "collectors:\n";
    Path file = write(head + collector("c", "old", "a"));
    try (var sonde = start(file)) {
      var before = until(sonde, s -> s.getOrDefault(runs("c", "a"), 0.0) >= 2);
      write(head + collector("c", "new", "a"));
      assertThat(post(sonde))
          .contains("targets: 1 kept, 0 new, 0 closed; collections: 0 kept, 1 new, 1 closed");
      until(sonde, s -> s.containsKey("t_c_n{target=\"a\"}"));
      assertThat(scrape(sonde).get(runs("c", "a"))).isGreaterThan(before.get(runs("c", "a")));
      assertThat(Raw.exchange(sonde.port(), Raw.get("/metrics"))).contains("# HELP t_c_n new\n");
      assertThat(clients).hasSize(1);
    }
  }

  @Test
  void itIsForbiddenUnlessTheFileAllowsItAndPostAlone() throws Exception {
    Path file = write("prefix: t\nsimulation: {enabled: false}\n");
    try (var sonde = start(file)) {
      assertThat(post(sonde)).startsWith("HTTP/1.1 403 ").contains("reload.http is not true");
      assertThat(Raw.exchange(sonde.port(), Raw.get("/-/reload")))
          .startsWith("HTTP/1.1 405 ")
          .contains("Allow: POST\r\n");
      write("prefix: t\nsimulation: {enabled: false}\nreload: {http: true, watch: false}\n");
      assertThat(sonde.reload("the test")).isTrue();
      assertThat(post(sonde))
          .startsWith("HTTP/1.1 200 ")
          .contains("nothing has changed, generation 2 stays in use: " + file);
    }
  }

  @Test
  void whatTakesARestartIsNamed() throws Exception {
    Path file = write(HEAD);
    try (var log = new CapturedLog("io.sonde.Reloader");
        var sonde = start(file)) {
      write(
          HEAD.replace("enabled: false", "enabled: true")
              + "server: {port: 1, sockets: {admin: {port: 2}}}\nexposition: {max-in-flight: 7}\n");
      String needed = "a restart is needed for: simulation, exposition, server.sockets.admin.port";
      assertThat(post(sonde)).startsWith("HTTP/1.1 200 ").contains(needed);
      assertThat(log.lines()).contains("WARNING POST /-/reload: " + needed);
      assertThat(sonde.reloadState().restart()).hasSize(3);
      write(HEAD);
      assertThat(post(sonde)).doesNotContain("restart");
    }
  }

  @Test
  void whoeverAsksMeanwhileIsAnsweredAndNothingReloadsAfterTheStop() throws Exception {
    Path file =
        write(HEAD + ("targets:\n" + target("a")) + ("collectors:\n" + collector("c", "h", "a")));
    Sonde stopped;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var sonde = start(file)) {
      stopped = sonde;
      for (int n = 0; n < 20; n++) {
        threads.execute(() -> sonde.reload("the test"));
      }
      assertThat(sonde.reload("the test")).isTrue();
    }
    assertThat(stopped.reload("the test")).isFalse();
    assertThat(stopped.reloadState().generation()).isEqualTo(1);
    assertThat(stopped.reloadState().successful()).isTrue();
  }

  @Test
  void aMetricOfTheSimulatedHandlerIsTakenUntilTheRestart() throws Exception {
    String on = HEAD.replace("enabled: false", "enabled: true");
    Path file = write(on);
    try (var sonde = start(file)) {
      String collector = collector("c", "h", "a").replace("c_n", "http_requests_total");
      write(
          HEAD
              + ("targets:\n" + target("a"))
              + ("collectors:\n" + collector.replace("gauge", "counter")));
      assertThat(post(sonde))
          .startsWith("HTTP/1.1 500 ")
          .contains("metric t_http_requests_total: expected a name of its own");
      write(
          HEAD
              + ("targets:\n" + target("a"))
              + "collectors:\n"
              + collector("c", "h", "a")
                  .replace("c_n", "t_http_request_latency_seconds_count")
                  .replace("get: /", "get: /, names: verbatim"));
      assertThat(post(sonde))
          .startsWith("HTTP/1.1 500 ")
          .contains("metric t_http_request_latency_seconds_count: expected a name of its own");
      assertThat(scrape(sonde)).containsEntry("sonde_config_last_reload_successful", 0.0);
    }
  }

  @Test
  void theFileIsWatchedThroughTheLinksOfAConfigMap() throws Exception {
    Path one = Files.createDirectory(folder.resolve("..one"));
    Path two = Files.createDirectory(folder.resolve("..two"));
    String yaml = HEAD.replace("watch: false", "watch: true");
    Files.writeString(one.resolve("sonde.yaml"), yaml);
    Files.writeString(
        two.resolve("sonde.yaml"),
        yaml + ("targets:\n" + target("a")) + ("collectors:\n" + collector("c", "h", "a")));
    Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..one"));
    Path file =
        Files.createSymbolicLink(folder.resolve("sonde.yaml"), Path.of("..data", "sonde.yaml"));
    try (var sonde = start(file)) {
      Path swap = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..two"));
      Files.move(swap, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      until(sonde, s -> s.containsKey("t_c_n{target=\"a\"}"));

      Files.writeString(two.resolve("sonde.yaml"), "prefix: [");
      until(sonde, s -> s.getOrDefault("sonde_config_last_reload_successful", 1.0) == 0);
      assertThat(sonde.reloadState().generation()).isEqualTo(2);
    }
  }

  @Test
  void withoutAFileThereIsNothingToReload() throws Exception {
    try (var log = new CapturedLog("io.sonde.Reloader");
        var sonde = Sonde.start(io.sonde.testing.Settings.of(HEAD))) {
      assertThat(post(sonde)).startsWith("HTTP/1.1 500 ").contains("there is nothing to reload");
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void aHundredReloadsLeaveNothingBehind() throws Exception {
    String head = HEAD + "targets:\n" + target("a");
    String small = head + ("collectors:\n" + collector("c", "h", "a"));
    StringBuilder more = new StringBuilder(head);
    for (int n = 0; n < 10; n++) {
      more.append(target("t" + n));
    }
    more.append("collectors:\n").append(collector("c", "h", "a"));
    more.append(collector("d", "h", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9"));
    Path file = write(small);
    try (var sonde = start(file)) {
      var before = until(sonde, s -> s.getOrDefault(runs("c", "a"), 0.0) >= 2);
      long threads = threads();
      for (int n = 0; n < 50; n++) {
        write(more.toString());
        assertThat(sonde.reload("the test")).isTrue();
        write(small);
        assertThat(sonde.reload("the test")).isTrue();
      }
      var after = scrape(sonde);
      assertThat(ofCollections(after)).isEqualTo(ofCollections(before));
      assertThat(after.get(runs("c", "a"))).isGreaterThan(before.get(runs("c", "a")));
      assertThat(sonde.reloadState().generation()).isEqualTo(101);
      Await.until(ReloadTest::threads, now -> now <= threads);
    }
  }

  private static Set<String> ofCollections(Map<String, Double> series) {
    return series.keySet().stream()
        .filter(one -> one.contains("target=") || one.contains("collector="))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Platform threads of Sonde. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sonde"))
        .count();
  }
}
