package io.sonde.web.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.status.CollectionStatus;
import io.sonde.collection.status.CollectionStatus.MetricStatus;
import io.sonde.collection.status.CollectionStatus.Missing;
import io.sonde.collection.status.CollectionStatus.Ran;
import io.sonde.config.ReloadState;
import io.sonde.exposition.Coding;
import io.sonde.exposition.Format;
import io.sonde.metrics.BuildInfo;
import io.sonde.targets.ReadException.Reason;
import io.sonde.web.status.Scrapers.Scraper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page and its JSON, made of facts that are given. */
class StatusPageTest {
  private static final Instant NOW = Instant.parse("2026-11-24T03:05:17Z");
  private static final BuildInfo BUILD = new BuildInfo("0.1.0", "8cf4ba6", "", "25", "4.4.0");

  private final List<CollectionStatus> collections = new ArrayList<>();
  private final List<Scraper> scrapers = new ArrayList<>();
  private ReloadState configuration = state(1, List.of());
  private final StatusPage page =
      new StatusPage(
          new StatusFacts(
              BUILD, () -> collections, () -> configuration, () -> scrapers, Optional::empty),
          () -> NOW);

  private static ReloadState state(int generation, List<String> problems) {
    return new ReloadState(
        generation, Path.of("/etc/sonde.yaml"), NOW.minusSeconds(600), problems, List.of());
  }

  private static CollectionStatus up(String collector, String target) {
    return new CollectionStatus(
        collector,
        target,
        CollectionStatus.State.UP,
        NOW.minusSeconds(60),
        null,
        NOW.minusSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        Duration.ofSeconds(15),
        List.of(new Ran(true, 0.004), new Ran(false, 0.008), new Ran(false, Double.NaN)),
        1_234,
        NOW.plusSeconds(10),
        List.of(
            new MetricStatus("myapp_sessions", 1_234, null, List.of(), List.of()),
            new MetricStatus(
                "myapp_locks",
                0,
                Missing.NO_FIELD,
                List.of("mode"),
                List.of("no row has the field 'mode': closest are node"))));
  }

  private static CollectionStatus failing(String collector, String target, String message) {
    return failing(collector, target, message, CollectionStatus.State.FAILING, 60);
  }

  private static CollectionStatus failing(
      String collector, String target, String message, CollectionStatus.State state, int seconds) {
    return new CollectionStatus(
        collector,
        target,
        state,
        NOW.minusSeconds(seconds),
        new CollectionStatus.Trouble(Reason.CONNECT, message, NOW.minusSeconds(2)),
        null,
        null,
        Duration.ofMinutes(5),
        Duration.ofSeconds(15),
        List.of(new Ran(false, 0.5)),
        0,
        null,
        List.of(new MetricStatus("myapp_sessions", 0, Missing.FAILED, List.of(), List.of())));
  }

  private String html(Selection selection) {
    return new String(page.html(selection), StandardCharsets.UTF_8);
  }

  private String html() {
    return html(Selection.ALL);
  }

  private static String section(String html, String id) {
    var matcher =
        Pattern.compile("<section id=\"" + id + "\".*?</section>", Pattern.DOTALL).matcher(html);
    assertThat(matcher.find()).as(id).isTrue();
    return matcher.group();
  }

  /** The text of a piece of HTML, without what is between angle brackets. */
  private static String text(String html) {
    return html.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
  }

  private static int rows(String html) {
    return section(html, "collections").split("<tr>", -1).length - 2; // and the head
  }

  private static Selection selection(String text, String state, String page) throws Exception {
    return Selection.of(
        Map.of("text", List.of(text), "state", List.of(state), "page", List.of(page)));
  }

  @Test
  void nothingIsWrong() {
    collections.add(up("sessions", "orders"));
    assertThat(text(section(html(), "troubles")))
        .isEqualTo("Is anything wrong? No collection fails: 1 up, 0 never run, 0 not applicable.");
  }

  @Test
  void nothingIsConfigured() {
    assertThat(text(section(html(), "troubles")))
        .isEqualTo("Is anything wrong? No collection is configured.");
  }

  @Test
  void troublesComeFirstGroupedByTargetAndMessageTheNewestTargetFirst() {
    collections.add(up("sessions", "fine"));
    collections.add(failing("sessions", "orders", "no route"));
    collections.add(failing("locks", "orders", "no route"));
    collections.add(failing("sizes", "orders", "too slow", CollectionStatus.State.STALE, 90));
    collections.add(failing("sessions", "stock", "refused", CollectionStatus.State.FAILING, 10));
    String html = html();
    assertThat(text(section(html, "troubles")))
        .isEqualTo(
            "Is anything wrong?"
                + " stock Since 2026-11-24 03:05:07 UTC , for 10 s."
                + " failing sessions since 2026-11-24 03:05:07 UTC : connect: refused"
                + " orders Since 2026-11-24 03:03:47 UTC , for 1 min 30 s."
                + " stale sizes since 2026-11-24 03:03:47 UTC : connect: too slow"
                + " failing sessions, locks since 2026-11-24 03:04:17 UTC : connect: no route");
    assertThat(html).contains("<title>Sonde: 4 of 5 collections have trouble: 1 stale, 3 failing");
    assertThat(html.indexOf(">sizes</th>")).isLessThan(html.indexOf(">locks</th>"));
    assertThat(html.indexOf(">locks</th>")).isLessThan(html.indexOf("<td>fine</td>"));
  }

  @Test
  void manyTargetsWithTroubleAreCounted() {
    IntStream.range(0, 25).forEach(n -> collections.add(failing("sessions", "t" + n, "refused")));
    String troubles = section(html(), "troubles");
    assertThat(troubles.split("<article", -1)).hasSize(21);
    assertThat(text(troubles))
        .endsWith("And 5 more targets: see the stale and the failing collections.");
  }

  @Test
  void aRowHasStateAgeRunsSamplesAndTheNextRun() {
    collections.add(up("sessions", "orders"));
    String row = section(html(), "collections");
    assertThat(text(row.substring(row.indexOf("<tbody>"))))
        .startsWith(
            "sessions orders up 2026-11-24 03:05:12 UTC 5 s of 5 min"
                + " 3 runs, 2 failed; the last did not read, the longest 8.0 ms 1,234 in 10 s");
    assertThat(row)
        .contains("<path class=\"good\" d=\"M171 24v-12h2v12\"/>")
        .contains("<path class=\"bad\" d=\"M174 24v-24h2v24M177 24v-1h2v1\"/>");
  }

  @Test
  void aMetricSaysWhyItHasNoSeries() {
    collections.add(up("sessions", "orders"));
    collections.add(failing("sessions", "stock", "refused"));
    assertThat(text(section(html(), "metrics")))
        .isEqualTo(
            "Metrics sessions: 2 metrics, 1,234 series; without series: 1"
                + " Metrics of sessions Metric Series What is missing"
                + " myapp_sessions 1,234 stock: no run has succeeded"
                + " myapp_locks 0 orders: no row has the field 'mode': closest are node");
  }

  @Test
  void aRefusedConfigurationIsTroubleAndItsProblemsAreListed() {
    collections.add(up("sessions", "orders"));
    assertThat(text(section(html(), "configuration")))
        .contains("File /etc/sonde.yaml Generation 1, loaded 2026-11-24 02:55:17 UTC")
        .contains("Last reload none since the start");
    configuration = state(3, List.of("line 4: targets: expected a list", "line 9: <b>"));
    String html = html();
    assertThat(html).contains("<title>Sonde: The last configuration was refused. No collection");
    assertThat(text(section(html, "troubles")))
        .contains("Configuration", "generation 3 stays at work", "The problems : 2.");
    assertThat(text(section(html, "configuration")))
        .contains("refused: line 4: targets: expected a list line 9: &lt;b&gt;");
  }

  @Test
  void whoScrapesIsListed() {
    assertThat(text(section(html(), "scrapers"))).contains("Nobody has scraped since the start.");
    scrapers.add(new Scraper("10.0.0.7", Format.TEXT, Coding.GZIP, NOW.minusSeconds(12), 4_221));
    assertThat(text(section(html(), "scrapers")))
        .endsWith("10.0.0.7 text gzip 2026-11-24 03:05:05 UTC 12 s 4.2 kB");
  }

  @Test
  void namesAndMessagesOfStrangersAreText() throws Exception {
    String hostile = "</td><script>alert('x')</script>\"><img src=x onerror=alert(1)>";
    collections.add(failing(hostile, hostile, hostile));
    for (Selection selection : List.of(Selection.ALL, selection(hostile, "", "1"))) {
      assertThat(html(selection))
          .doesNotContain("<script>", "<img")
          .contains("&lt;script", "&#34;");
    }
  }

  @Test
  void thousandCollectionsAreReadInPages() throws Exception {
    IntStream.range(0, 1_000).forEach(n -> collections.add(up("sessions", "t" + n)));
    String first = html();
    assertThat(rows(first)).isEqualTo(StatusView.PAGE);
    assertThat(first).contains("1,000 of 1,000 collections, page 1 of 20").contains("?page=2\"");
    String filtered = html(selection("T9", "up", "2"));
    assertThat(rows(filtered)).isEqualTo(50);
    assertThat(filtered)
        .contains("111 of 1,000 collections, page 2 of 3")
        .contains("?page=3&amp;text=T9&amp;state=up");
    assertThat(html(selection("", "", "99"))).contains("page 20 of 20");
    assertThat(html(selection("", "failing", ""))).contains("0 of 1,000 collections");
  }

  @Test
  void theJsonHasTheSame() {
    collections.add(up("sessions", "orders"));
    collections.add(failing("sessions", "stock", "\"refused\" <i>"));
    scrapers.add(new Scraper("10.0.0.7", Format.TEXT, Coding.GZIP, NOW.minusSeconds(12), 4_221));
    assertThat(new String(page.json(Selection.ALL), StandardCharsets.UTF_8))
        .isEqualToIgnoringWhitespace(
            """
            {"time": "2026-11-24T03:05:17Z", "version": "0.1.0", "revision": "8cf4ba6",
             "uptimeSeconds": 0,
             "summary": "1 of 2 collections has trouble: 0 stale, 1 failing",
             "configuration": {"generation": 1, "file": "/etc/sonde.yaml",
               "loaded": "2026-11-24T02:55:17Z", "problems": [], "restart": []},
             "total": 2, "selected": 2, "page": 1, "pages": 1,
             "collections": [
              {"collector": "sessions", "target": "stock", "state": "failing",
               "lastFailure": {"reason": "connect", "message": "\\"refused\\" <i>",
                 "time": "2026-11-24T03:05:15Z"},
               "since": "2026-11-24T03:04:17Z", "everySeconds": 15.0, "keepSeconds": 300.0,
               "samples": 0, "runs": [{"seconds": 0.5, "succeeded": false}],
               "metrics": [{"name": "myapp_sessions", "series": 0, "missing": "failed"}]},
              {"collector": "sessions", "target": "orders", "state": "up",
               "since": "2026-11-24T03:04:17Z", "lastSuccess": "2026-11-24T03:05:12Z",
               "everySeconds": 15.0, "keepSeconds": 300.0, "nextRun": "2026-11-24T03:05:27Z",
               "samples": 1234,
               "runs": [{"seconds": 0.004, "succeeded": true},
                 {"seconds": 0.008, "succeeded": false}, {"succeeded": false}],
               "metrics": [{"name": "myapp_sessions", "series": 1234},
                 {"name": "myapp_locks", "series": 0, "missing": "no_field", "fields": ["mode"],
                  "unmatched": ["no row has the field 'mode': closest are node"]}]}],
             "scrapers": [{"address": "10.0.0.7", "format": "text", "coding": "gzip",
               "last": "2026-11-24T03:05:05Z", "bytes": 4221}]}
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "0.35, 350 ms",
    "0.0014, 1.4 ms",
    "1.5, 1.5 s",
    "12, 12 s",
    "200, 3 min 20 s",
    "300, 5 min",
    "7200, 2 h",
    "187200, 2 d 4 h"
  })
  void durationsHaveTwoUnitsAtMost(double seconds, String words) {
    assertThat(Words.duration(Duration.ofNanos((long) (seconds * 1e9)))).isEqualTo(words);
  }
}
