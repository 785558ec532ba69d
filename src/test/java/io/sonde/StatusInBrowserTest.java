package io.sonde;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.config.load.ConfigSource;
import io.sonde.testing.RawServer;
import io.sonde.testing.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The status page in Debian's Chromium, without a window: one browser for all tests. */
class StatusInBrowserTest {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final AtomicBoolean DEAD = new AtomicBoolean();

  @TempDir private static Path folder;

  private static RawServer api;
  private static String good;
  private static Path file;
  private static Sonde sonde;
  private static ChromeDriver browser;
  private static WebDriverWait wait;

  @BeforeAll
  static void start() throws Exception {
    boolean found = Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
    String needed = "needs the Debian packages chromium and chromium-driver: " + BROWSER;
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      assertTrue(found, needed);
    }
    assumeTrue(found, needed);
    api =
        RawServer.start((_, wire) -> {
          if (DEAD.get()) {
            wire.status("503 Service Unavailable");
          } else {
            wire.json("{\"answer\": 42}");
          }
        });
    good =
        Settings.whole(
            """
            prefix: shop
            simulation: {enabled: true, path: /shop, max-delay: 0s}
            reload: {watch: false}
            web-config: web.yml
            targets:
              - {name: orders-api, http: {url: "%1$s"}}
              - {name: stock-api, http: {url: "%1$s/broken"}}
            collectors:
              - name: state
                targets: [orders-api, stock-api]
                every: 1s
                timeout: 1s
                get: /state
                metrics:
                  - {name: answer, type: gauge, help: The answer., value: answer}
                  - {name: nothing, type: gauge, help: None., value: nothing, on-missing: skip}
            """
                .formatted(api.url()));
    String hash = BCrypt.hashpw("open sesame", BCrypt.gensalt(4));
    Files.writeString(folder.resolve("web.yml"), "basic_auth_users: {ali: " + hash + "}\n");
    file = Files.writeString(folder.resolve("sonde.yaml"), good);
    var source = new ConfigSource(Kinds.onClassPath().loader(Map.of(), Map.of()), file, options());
    sonde = Sonde.start(source, source.load());
    browser = new ChromeDriver(service(), flags());
    wait = new WebDriverWait(browser, LONGEST, Duration.ofMillis(50));
    String pair = Base64.getEncoder().encodeToString("ali:open sesame".getBytes(US_ASCII));
    browser.executeCdpCommand("Network.enable", Map.of());
    browser.executeCdpCommand(
        "Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Authorization", "Basic " + pair)));
  }

  private static Map<String, Option> options() {
    return Map.of(
        "server.host", new Option("--host", "127.0.0.1"),
        "server.port", new Option("--port", "0"));
  }

  private static ChromeDriverService service() {
    return new ChromeDriverService.Builder()
        .usingDriverExecutable(DRIVER.toFile())
        .usingAnyFreePort()
        .build();
  }

  private static ChromeOptions flags() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    // Tests run as root in containers, where the sandbox cannot start and /dev/shm is small.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--disable-gpu", "--window-size=1280,1000");
    return options;
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.quit();
    }
    if (sonde != null) {
      sonde.close();
    }
    if (api != null) {
      api.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    DEAD.set(false);
    Files.writeString(file, good);
    assertThat(sonde.reload("the test")).isTrue();
    // Of the tests before: a 503 while a run is under way is an error in the browser's log.
    var _ = browser.manage().logs().get(LogType.BROWSER);
    show("/status");
  }

  private static void show(String path) {
    browser.get("http://127.0.0.1:" + sonde.port() + path);
  }

  private static void refuse() throws IOException {
    Files.writeString(file, good + "prefixx: <b>\n");
    assertThat(sonde.reload("the test")).isFalse();
  }

  /** Waits for a summary, refreshing as if the window were shown again and again. */
  private static void summary(String beginning) {
    wait.until(_ -> {
      script("document.dispatchEvent(new Event('visibilitychange'))");
      return element("#summary").getText().startsWith(beginning);
    });
  }

  private static WebElement element(String css) {
    return browser.findElement(By.cssSelector(css));
  }

  private static @Nullable Object script(String text) {
    return ((JavascriptExecutor) browser).executeScript(text);
  }

  @Test
  void aTargetDiesAndComesBackWithoutAReload() {
    script("window.before = 1");
    summary("No collection fails: 2 up");
    DEAD.set(true);
    // By itself, after five seconds at most.
    wait.until(_ -> element("#summary").getText().startsWith("2 of 2 collections have trouble"));
    assertThat(element("#troubles").getText())
        .contains("orders-api", "stock-api", "Since", "/state: answered 503");
    DEAD.set(false);
    summary("No collection fails: 2 up");
    wait.until(_ -> element("#troubles").getText().contains("No collection fails"));
    assertThat(script("return window.before")).isEqualTo(1L);
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
  }

  @Test
  void whatWasOpenedTypedAndFocusedStaysWhileThePageRefreshesItself() {
    element("#text").sendKeys("orders");
    WebElement details = element("#metrics details summary");
    boolean wasOpen = element("#metrics details").getAttribute("open") != null;
    details.sendKeys(Keys.ENTER);
    String before = element("#refreshed").getText();
    wait.until(_ -> {
      script("document.dispatchEvent(new Event('visibilitychange'))");
      return !element("#refreshed").getText().equals(before);
    });
    assertThat(element("#text").getDomProperty("value")).isEqualTo("orders");
    assertThat(element("#metrics details").getAttribute("open") != null).isNotEqualTo(wasOpen);
    assertThat(script("return document.activeElement.tagName")).isEqualTo("SUMMARY");
  }

  @Test
  void aFilterIsAnOrdinaryForm() {
    element("#text").sendKeys("orders", Keys.ENTER);
    wait.until(_ -> browser.getCurrentUrl().contains("text=orders"));
    assertThat(element("#listing").getText()).contains("1 of 2 collections", "orders-api");
    assertThat(browser.findElements(By.cssSelector("#listing tbody tr"))).hasSize(1);
  }

  @Test
  void aRefusedConfigurationShowsItsProblemsUntilAGoodOneComes() throws IOException {
    summary("No collection fails: 2 up");
    refuse();
    wait.until(_ -> {
      script("document.dispatchEvent(new Event('visibilitychange'))");
      return element("#troubles").getText().contains("The file as it was last read was refused");
    });
    wait.until(_ -> element("#configuration").getText().contains("prefixx: expected one of"));
    Files.writeString(file, good);
    assertThat(sonde.reload("the test")).isTrue();
    wait.until(_ -> {
      script("document.dispatchEvent(new Event('visibilitychange'))");
      return !element("#troubles").getText().contains("refused");
    });
  }

  /** A 503 while a run of the collection is under way is no answer. */
  private static void explain() {
    summary("No collection fails: 2 up");
    // In one step, since the page replaces its parts.
    Object link =
        script("return document.querySelector(\"a[href*='explain'][href*='orders-api']\").href");
    wait.until(_ -> {
      browser.get(String.valueOf(link));
      return browser.getTitle().equals("Sonde: state of orders-api");
    });
  }

  @Test
  void aCollectionIsExplainedWithItsRowAndWhatIsMissing() {
    explain();
    assertThat(element("#main").getText())
        .contains("1 row, 1 sample", "Row 1", "shop_answer", "42")
        .contains("no row has the field 'nothing' (shop_nothing)");
    element("header a").click();
    wait.until(_ -> browser.getTitle().startsWith("Sonde: No collection fails"));
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 360"})
  void axeFindsNothingSerious(String scheme, int width) throws IOException {
    DEAD.set(true);
    refuse();
    summary("The last configuration was refused. 2 of 2 collections have trouble");
    wait.until(_ -> !browser.findElements(By.cssSelector("#configuration li")).isEmpty());
    script("document.querySelectorAll('details').forEach(one => one.open = true)");
    judge(scheme, width);
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 360"})
  void axeFindsNothingSeriousInAnExplanation(String scheme, int width) {
    explain();
    judge(scheme, width);
  }

  @SuppressWarnings("deprecation") // otherwise axe opens another window for frames: there are none
  private static void judge(String scheme, int width) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
    try {
      Results found = new AxeBuilder().setLegacyMode().analyze(browser);
      assertThat(found.getPasses()).isNotEmpty();
      assertThat(found.getViolations())
          .filteredOn(rule -> Set.of("serious", "critical").contains(rule.getImpact()))
          .isEmpty();
      assertThat(script("return matchMedia('(prefers-color-scheme: " + scheme + ")').matches"))
          .isEqualTo(true);
      assertThat(script("return document.documentElement.scrollWidth <= innerWidth"))
          .as("nothing is wider than the window")
          .isEqualTo(true);
    } finally {
      browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
  }
}
