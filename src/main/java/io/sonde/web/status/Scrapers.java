package io.sonde.web.status;

import io.sonde.exposition.Coding;
import io.sonde.exposition.Format;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who scrapes: the clients whose scrapes were answered completely, the {@value #MOST} latest of
 * them. Thread-safe.
 */
public final class Scrapers {
  /** So many are remembered; the one that scraped longest ago goes first. */
  public static final int MOST = 50;

  private final Map<Client, Scraper> latest = new LinkedHashMap<>(); // guarded by this

  private record Client(String address, Format format, Coding coding) {}

  /**
   * A client, as it was last answered.
   *
   * @param address of the peer of the connection, without its port
   * @param last when the answer was complete
   * @param bytes of the body, as it was sent
   */
  public record Scraper(String address, Format format, Coding coding, Instant last, long bytes) {}

  /** Takes note of a scrape that was answered completely. */
  public void answered(String address, Format format, Coding coding, Instant at, long bytes) {
    var client = new Client(address, format, coding);
    var scraper = new Scraper(address, format, coding, at, bytes);
    synchronized (this) {
      latest.remove(client);
      latest.put(client, scraper);
      if (latest.size() > MOST) {
        latest.remove(latest.keySet().iterator().next());
      }
    }
  }

  /** The latest first. */
  public synchronized List<Scraper> all() {
    return new ArrayList<>(latest.values()).reversed();
  }
}
