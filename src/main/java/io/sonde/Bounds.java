package io.sonde;

import io.helidon.config.Config;
import io.sonde.config.SondeConfig;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The most connections, requests, scrapes and reads at the same time, so that all of them fit the
 * heap. Bounds that the configuration does not set are derived from the heap that is left after the
 * start, less a reserve for the samples. Immutable.
 *
 * @param connections of each listener, by its name
 * @param handled requests in the simulated handler
 * @param answers scrapes and probes
 * @param readBytes the memory budget of all reads
 * @param samples the most samples that all collections together may publish
 * @param warnings a line for each configured bound that does not fit the heap
 * @param summary all bounds in one line
 */
record Bounds(
    Map<String, Integer> connections,
    int handled,
    int answers,
    long readBytes,
    long samples,
    List<String> warnings,
    String summary) {
  private static final System.Logger LOG = System.getLogger(Bounds.class.getName());

  /** The name of the first listener. */
  static final String FIRST = "@default";

  // Bytes of the heap for one of each, as measured; .ci/flood and the manual have the figures.
  static final long CONNECTION = 16_000;
  static final long TLS_CONNECTION = 120_000;
  static final long HANDLED = 8_000;
  static final long ANSWER = 64_000;
  static final long SAMPLE = 400;

  private static final String SERVER = "server";
  private static final int MOST_CONNECTIONS = 12_000;
  private static final int MOST_ANSWERS = 40;

  /**
   * The share of the heap for live objects. The old generation of the serial collector has two
   * thirds; with more live objects, each garbage collection is a full one.
   */
  private static final double ALIVE = 0.65;

  /** Bytes that classes, drivers, sessions and caches take in the first minutes, as measured. */
  private static final long GROWTH = 3_000_000;

  // Shares of the heap that is left after the start and the samples; the rest is a reserve.
  private static final double FOR_CONNECTIONS = 0.5;
  private static final double FOR_READS = 0.25;
  private static final double FOR_ANSWERS = 0.1;

  /**
   * A tenth of the heap at least, however many samples there may be: most collections publish far
   * fewer than max-samples, and 10,000 rows of JSON take 3.4 MB.
   */
  private static final int LEAST_FOR_READS = 10;

  /** Room for connections that are being closed: see the bound of a listener. */
  private static final double WITH_CLOSED = 1.25;

  private static final long MB = 1_000_000;

  Bounds {
    connections = Map.copyOf(connections);
    warnings = List.copyOf(warnings);
  }

  /**
   * The bounds of a configuration.
   *
   * @param tls true when all listeners have TLS, whatever {@code server} says
   */
  static Bounds of(SondeConfig config, boolean tls, Capacity capacity) {
    return new Derivation(config, tls, capacity).bounds();
  }

  /** Logs the warnings and the summary. */
  void log() {
    warnings.forEach(warning -> LOG.log(Level.WARNING, warning));
    LOG.log(Level.INFO, summary);
  }

  private static final class Derivation {
    private final SondeConfig config;
    private final boolean tls;
    private final Capacity capacity;
    private final List<String> warnings = new ArrayList<>();
    private final long free;
    private final long samples;
    private final long left;

    Derivation(SondeConfig config, boolean tls, Capacity capacity) {
      this.config = config;
      this.tls = tls;
      this.capacity = capacity;
      this.free = Math.max(0, (long) (ALIVE * capacity.heap()) - capacity.heapUsed() - GROWTH);
      this.samples =
          config.collectors().stream()
              .mapToLong(collector -> (long) collector.maxSamples() * collector.targets().size())
              .sum();
      this.left = free - Math.min(samples * SAMPLE, free / 2);
    }

    Bounds bounds() {
      if (samples * SAMPLE > free / 2) {
        warnings.add(
            "max-samples: all collections together may publish %d samples, which take about %s; the heap has %s for them"
                .formatted(samples, megabytes(samples * SAMPLE), megabytes(free / 2)));
      }
      Map<String, Integer> connections = connections();
      int first = connections.getOrDefault(FIRST, 1);
      int handled =
          configured(
              "simulation.max-in-flight",
              config.simulation().maxInFlight().orElse(0),
              Math.max(1, first / 2),
              HANDLED + CONNECTION);
      int answers =
          configured(
              "exposition.max-in-flight",
              config.exposition().maxInFlight().orElse(0),
              round(Math.clamp((long) (FOR_ANSWERS * left / ANSWER), 2, MOST_ANSWERS)),
              ANSWER);
      long reads = Math.max(capacity.heap() / LEAST_FOR_READS, (long) (FOR_READS * left));
      return new Bounds(
          connections,
          handled,
          answers,
          reads,
          samples,
          warnings,
          summary(connections, handled, answers, reads));
    }

    private Map<String, Integer> connections() {
      Config server = config.helidon().get("server");
      List<Config> sockets = server.get("sockets").asNodeList().orElse(List.of());
      Map<String, Integer> connections = new LinkedHashMap<>();
      double share = sockets.isEmpty() ? 1 : 0.75;
      connections.put(FIRST, connections(SERVER, server, server, share));
      for (Config socket : sockets) {
        String name = socket.get("name").asString().orElse(socket.name());
        connections.put(
            name,
            connections("server.sockets." + name, socket, server, (1 - share) / sockets.size()));
      }
      return connections;
    }

    private int connections(String key, Config listener, Config server, double share) {
      boolean secure = tls || isSecure(listener);
      double each = (secure ? TLS_CONNECTION : CONNECTION) * WITH_CLOSED;
      if (key.equals(SERVER) && config.simulation().enabled()) {
        each += HANDLED / 2.0;
      }
      double byHeap = share * FOR_CONNECTIONS * left / each;
      // Two of five handles are for connections that are being closed, for targets and for files.
      double byHandles = share * 0.6 * (capacity.handles() - capacity.handlesUsed());
      int derived = round((long) Math.clamp(Math.min(byHeap, byHandles), 10, MOST_CONNECTIONS));
      int set =
          listener
              .get("max-tcp-connections")
              .asInt()
              .orElseGet(() -> server.get("max-tcp-connections").asInt().orElse(0));
      return configured(key + ".max-tcp-connections", Math.max(0, set), derived, (long) each);
    }

    private static boolean isSecure(Config listener) {
      Config tls = listener.get("tls");
      return tls.exists() && tls.get("enabled").asBoolean().orElse(true);
    }

    /** The configured bound, or the derived one when none is configured (0). */
    private int configured(String key, int set, int derived, long each) {
      if (set == 0) {
        return derived;
      }
      if (set > derived && set * each > left) {
        warnings.add(
            "%s: %d may take %s, which is more than the %s that the heap has left; %d would fit"
                .formatted(key, set, megabytes(set * each), megabytes(left), derived));
      }
      return set;
    }

    private String summary(Map<String, Integer> connections, int handled, int answers, long reads) {
      StringBuilder text = new StringBuilder();
      text.append(
          "Bounds for a heap of %s with %s in use:"
              .formatted(megabytes(capacity.heap()), megabytes(capacity.heapUsed())));
      connections.forEach((name, most) ->
          text.append(
              name.equals(FIRST) ? " connections " + most : ", of listener " + name + " " + most));
      if (config.simulation().enabled()) {
        text.append(", requests in the simulated handler ").append(handled);
      }
      return text.append(", scrapes and probes ")
          .append(answers)
          .append(", samples ")
          .append(samples)
          .append(", reads ")
          .append(megabytes(reads))
          .toString();
    }

    private static String megabytes(long bytes) {
      long tenths = Math.round(bytes * 10.0 / MB);
      return tenths / 10 + "." + tenths % 10 + " MB";
    }

    /** Rounds down to two digits, so that a few kB in use at the start do not change the result. */
    private static int round(long number) {
      int step = 1;
      while (number / step >= 100) {
        step *= 10;
      }
      return (int) (number / step * step);
    }
  }
}
