import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the AOT cache of a linked runtime. Runs the demonstration on it until every collection has
 * succeeded, sends the requests of a start, and stops it with SIGTERM, as Kubernetes does.
 *
 * <pre>{@code java jlink/Train.java target/sonde}</pre>
 */
final class Train {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern LISTENS = Pattern.compile("listens at http://[^ /]*:(\\d+)");

  /** The cache has classes and no profiles: a few rounds reach all of them. */
  private static final int ROUNDS = 4;

  /** A path and the header Accept of its request. */
  private record Request(String path, String accept) {}

  /**
   * What a Sonde is asked from its start on. The JVM loads every class of the cache at each start,
   * so what is asked seldom is left out: the status page, and Protobuf, whose classes are large.
   */
  private static final List<Request> REQUESTS =
      List.of(
          new Request("/observe/metrics", "text/plain;version=0.0.4"),
          new Request("/observe/metrics", "application/openmetrics-text;version=1.0.0"),
          new Request("/metrics?name%5B%5D=sonde_collection_up", "*/*"),
          new Request("/observe/health", "*/*"),
          new Request("/observe/health/live", "*/*"),
          new Request("/observe/health/ready", "*/*"),
          new Request("/observe/health/started", "*/*"),
          new Request("/version", "*/*"),
          new Request("/probe?collector=connections&target=database", "*/*"),
          new Request("/nothing-is-here", "*/*"));

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Train() {}

  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]).toAbsolutePath();
    Path log = home.resolveSibling("train.log");
    Path recorded = home.resolveSibling("train.aotconf");
    Path drivers = home.resolveSibling("train.drivers");
    Process sonde =
        start(
            home,
            log,
            // Profiles would be recorded for C2, which the image does not use.
            List.of(
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTRecordTraining",
                "-Dsonde.drivers=" + drivers,
                "-XX:AOTMode=record",
                "-XX:AOTConfiguration=" + recorded),
            List.of("--port", "0"));
    try {
      String base = "http://127.0.0.1:" + port(sonde, log);
      untilEveryCollectionSucceeded(base);
      for (int round = 0; round < ROUNDS; round++) {
        for (Request request : REQUESTS) {
          get(base, request, round % 2 == 0);
        }
      }
      get(base, new Request("/", "*/*"), false);
      sonde.destroy();
      end(sonde, 0);
      Path cache = home.resolve("lib/sonde.aot");
      end(
          start(
              home,
              log,
              List.of(
                  "-XX:AOTMode=create",
                  "-XX:AOTConfiguration=" + recorded,
                  "-XX:AOTCache=" + cache),
              List.of()),
          0);
      if (Files.size(cache) == 0) {
        throw new IOException("the cache is empty");
      }
    } catch (Exception e) {
      sonde.destroyForcibly();
      System.err.println(Files.readString(log));
      throw e;
    }
  }

  private static Process start(Path home, Path log, List<String> flags, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.add("@" + home.resolve("lib/jvm.options"));
    command.addAll(flags);
    command.addAll(List.of("-jar", home.resolve("app/sonde.jar").toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static void end(Process process, int expected) throws Exception {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("Sonde does not end within " + LIMIT);
    }
    if (process.exitValue() != expected) {
      throw new IOException("expected exit code " + expected + ", found " + process.exitValue());
    }
  }

  private static int port(Process process, Path log) throws Exception {
    for (long end = System.nanoTime() + LIMIT.toNanos(); System.nanoTime() < end; ) {
      Matcher matcher = LISTENS.matcher(Files.readString(log));
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      if (!process.isAlive()) {
        throw new IOException("Sonde ended before it listened");
      }
      Thread.sleep(20);
    }
    throw new IOException("Sonde does not listen within " + LIMIT);
  }

  private static void untilEveryCollectionSucceeded(String base) throws Exception {
    String up = "";
    for (long end = System.nanoTime() + LIMIT.toNanos(); System.nanoTime() < end; ) {
      String body =
          get(base, new Request("/observe/metrics?name%5B%5D=sonde_collection_up", "*/*"), false);
      up = body.lines().filter(line -> !line.startsWith("#")).toList().toString();
      if (up.contains("sonde_collection_up") && !up.contains("} 0")) {
        return;
      }
      Thread.sleep(50);
    }
    throw new IOException("not every collection of the demonstration succeeds: " + up);
  }

  private static String get(String base, Request request, boolean gzip) throws Exception {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + request.path))
            .timeout(Duration.ofSeconds(30))
            .header("Accept", request.accept);
    if (gzip) {
      builder.header("Accept-Encoding", "gzip");
    }
    HttpResponse<String> response =
        CLIENT.send(builder.build(), HttpResponse.BodyHandlers.ofString());
    if (request.path.contains("metrics") && response.statusCode() != 200) {
      throw new IOException(request.path + ": " + response.statusCode());
    }
    return response.body();
  }
}
