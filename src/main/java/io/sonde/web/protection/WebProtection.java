package io.sonde.web.protection;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.http.Filter;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Place;
import io.sonde.yaml.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Applies the web configuration. At a request or handshake, but at most once a second, the file and
 * its PEM files are checked and read again when they have changed. Users, headers, rate limit,
 * certificates, client CA and allowed names take effect at once; other changes need a restart,
 * which is logged. A file with a problem changes nothing. Thread-safe.
 */
public final class WebProtection {
  private static final System.Logger LOGGER = System.getLogger(WebProtection.class.getName());
  private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private final LongSupplier nanoTime;
  private final Consumer<Refusal> refusals;
  private final Passwords passwords;
  private final ReentrantLock looking = new ReentrantLock();
  private final @Nullable ServerTls tls;
  private final boolean verifying;
  private volatile Current current;
  private volatile long looked;

  // Guarded by looking.
  private List<String> stamps;

  /** The present configuration and its token bucket. */
  private record Current(WebConfig config, @Nullable RateLimiter limiter, boolean successful) {}

  private WebProtection(
      Path file, WebConfig config, LongSupplier nanoTime, Consumer<Refusal> refusals)
      throws IOException {
    this.refusals = refusals;
    this.verifying = config.verifiesClients();
    this.file = file;
    this.nanoTime = nanoTime;
    this.passwords = new Passwords(nanoTime);
    this.stamps = stamps(config);
    this.current = new Current(config, limiter(config, null), true);
    this.looked = nanoTime.getAsLong();
    WebConfig.Tls wanted = config.tls();
    this.tls = wanted == null ? null : new ServerTls(wanted, this::look);
  }

  /**
   * Reads a web configuration, certificates included.
   *
   * @param nanoTime a monotonic clock
   * @param refusals is told of each request that is refused
   * @throws ConfigException with every problem
   */
  public static WebProtection open(Path file, LongSupplier nanoTime, Consumer<Refusal> refusals)
      throws ConfigException {
    WebConfig config = WebConfigReader.read(file);
    try {
      var protection = new WebProtection(file, config, nanoTime, refusals);
      if (config.tls() != null && config.http2()) {
        LOGGER.log(INFO, "{0}: HTTP/2 is not offered, since Sonde has HTTP/1.1 alone", file);
      }
      return protection;
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              new Problem(
                  Place.of(file.toString()), "tls_server_config", String.valueOf(e.getMessage()))));
    }
  }

  /** The filter for every listener. */
  public Filter filter() {
    return new ProtectionFilter(this, refusals);
  }

  /** The TLS of every listener; empty for plain HTTP. */
  public Optional<Tls> tls() {
    return Optional.ofNullable(tls).map(ServerTls::helidon);
  }

  /** The time until which the certificate is valid; empty without TLS. */
  public Optional<Instant> certificateNotAfter() {
    return Optional.ofNullable(tls).map(ServerTls::notAfter);
  }

  /** False when the present file has a problem and the previous configuration is still used. */
  public boolean successful() {
    return current.successful;
  }

  /** The present configuration. */
  WebConfig config() {
    look();
    return current.config;
  }

  /**
   * True when the certificate of a client says who it is. The type of client authentication takes a
   * restart: connections that are older than a changed file may have certificates that nobody
   * verified.
   */
  boolean verifiesClients() {
    return verifying && current.config.verifiesClients();
  }

  /** Takes a token of the rate limit; false when there is none. */
  boolean withinRate() {
    RateLimiter limiter = current.limiter;
    return limiter == null || limiter.allows();
  }

  /**
   * True when the password is the user's; empty when too many wait to be compared.
   *
   * @param client the address that the request comes from
   */
  Optional<Boolean> matches(String user, String password, InetAddress client)
      throws InterruptedException {
    return passwords.matches(current.config.users(), user, password, client);
  }

  private void look() {
    long now = nanoTime.getAsLong();
    if (now - looked < LOOK_EVERY || !looking.tryLock()) {
      return;
    }
    try {
      looked = now;
      List<String> seen = stamps(current.config);
      if (!seen.equals(stamps)) {
        stamps = seen;
        reload();
      }
    } finally {
      looking.unlock();
    }
  }

  private void reload() {
    Current before = current;
    try {
      WebConfig next = WebConfigReader.read(file);
      WebConfig.Tls wanted = next.tls();
      WebConfig.Tls had = before.config.tls();
      if (tls != null && wanted != null && had != null) {
        tls.replace(wanted);
        if (!wanted.canFollow(had)) {
          sayRestart("client_auth_type, versions, cipher suites and curves need");
        }
      } else if ((tls == null) != (wanted == null)) {
        sayRestart("turning TLS on or off needs");
      }
      current = new Current(next, limiter(next, before.limiter), true);
      stamps = stamps(next);
      LOGGER.log(INFO, "{0}: the web configuration was read again", file);
    } catch (ConfigException e) {
      current = new Current(before.config, before.limiter, false);
      e.problems().forEach(problem -> LOGGER.log(ERROR, "{0}; the one before stays", problem));
    } catch (IOException e) {
      current = new Current(before.config, before.limiter, false);
      LOGGER.log(ERROR, "{0}: {1}; the one before stays", file, e.getMessage());
    }
  }

  private void sayRestart(String what) {
    LOGGER.log(WARNING, "{0}: tls_server_config: {1} a restart", file, what);
  }

  private @Nullable RateLimiter limiter(WebConfig config, @Nullable RateLimiter before) {
    var limit = config.rateLimit();
    if (limit == null) {
      return null;
    }
    return before != null && before.limit().equals(limit)
        ? before
        : new RateLimiter(limit, nanoTime);
  }

  /** Time and size of each file, to detect changes. */
  private List<String> stamps(WebConfig config) {
    Stream<Path> files = Stream.of(file);
    WebConfig.Tls named = config.tls();
    if (named != null) {
      files =
          Stream.concat(
              files,
              Stream.of(named.certificate(), named.key(), named.clientCa())
                  .flatMap(source -> Stream.ofNullable(source == null ? null : source.file())));
    }
    return files.map(WebProtection::stamp).toList();
  }

  private static String stamp(Path file) {
    try {
      return file + " " + Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return file + " missing";
    }
  }
}
