package io.sonde.web;

import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.sonde.web.protection.User;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Logs each request that reached the endpoints, once it is answered. Thread-safe.
 *
 * <pre>
 * 127.0.0.1 "prometheus" "GET /probe?" 200 5120 0.012
 * </pre>
 *
 * <p>These are the address, the user of the web configuration or {@code -}, method and path without
 * what follows its question mark, status, bytes of the body, and seconds. A request whose client
 * was gone before the end of its answer has the status that was meant, and {@code cut}.
 *
 * <p>A request that Helidon refuses before it looks for an endpoint (a head that makes no sense, a
 * body with a length) is not among them.
 *
 * <p>It is on when the logger {@value #LOGGER} has a level of its own that lets {@code INFO} pass,
 * and costs nothing otherwise.
 */
public final class AccessLog implements Filter {
  /** The name of its logger. */
  public static final String LOGGER = "io.sonde.access";

  private static final Logger LOG = Logger.getLogger(LOGGER);
  private static final int LONGEST = 200;

  /** The endpoints whose answers have no length, so that their bytes are counted. */
  private static final String HEALTH = "/observe/health";

  AccessLog() {}

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (LOG.getLevel() == null || !LOG.isLoggable(Level.INFO)) {
      chain.proceed();
      return;
    }
    long start = System.nanoTime();
    var told = new AtomicBoolean();
    // Asked now: a socket that was closed does not know it any more.
    String address = request.remotePeer().host();
    var counted = new AtomicLong();
    if (request.prologue().uriPath().path().startsWith(HEALTH)) {
      response.streamFilter(out -> counting(out, counted));
    }
    response.whenSent(() -> tell(told, request, response, address, start, counted.get(), false));
    boolean thrown = true;
    try {
      chain.proceed();
      thrown = false;
    } finally {
      if (thrown && (response.isSent() || response.bytesWritten() > 0)) {
        tell(told, request, response, address, start, counted.get(), true);
      }
    }
  }

  private static void tell(
      AtomicBoolean told,
      RoutingRequest request,
      RoutingResponse response,
      String address,
      long start,
      long counted,
      boolean cut) {
    if (!told.compareAndSet(false, true)) {
      return;
    }
    HttpPrologue prologue = request.prologue();
    String user = request.context().get(User.class).map(User::name).orElse("");
    String method = cut(prologue.method().text());
    String path = cut(prologue.uriPath().rawPath()) + (prologue.query().isEmpty() ? "" : "?");
    int status = response.status().code();
    long bytes = cut ? response.bytesWritten() : bytes(method, response, counted);
    double seconds = Math.round((System.nanoTime() - start) / 1e3) / 1e6;
    var fields = new HashMap<String, Object>();
    fields.put("address", address);
    if (!user.isEmpty()) {
      fields.put("user", cut(user));
    }
    fields.put("method", method);
    fields.put("path", path);
    fields.put("status", status);
    fields.put("bytes", bytes);
    fields.put("seconds", seconds);
    String line =
        "%s %s %s %d %d %.6f%s"
            .formatted(
                address,
                user.isEmpty() ? "-" : quoted(cut(user)),
                quoted(method + " " + path),
                status,
                bytes,
                seconds,
                cut ? " cut" : "");
    log(line, fields);
  }

  /** Of the body: Helidon counts the head too. */
  private static long bytes(String method, RoutingResponse response, long counted) {
    return method.equals(Method.HEAD_NAME) ? 0 : response.headers().contentLength().orElse(counted);
  }

  private static OutputStream counting(OutputStream out, AtomicLong bytes) {
    return new FilterOutputStream(out) {
      @Override
      public void write(int b) throws IOException {
        bytes.incrementAndGet();
        out.write(b);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        bytes.addAndGet(length);
        out.write(from, offset, length);
      }
    };
  }

  private static void log(String line, Map<String, Object> fields) {
    // As a parameter, since a path may have braces.
    var entry = new LogRecord(Level.INFO, "{0}");
    entry.setLoggerName(LOGGER);
    entry.setParameters(new Object[] {line, fields});
    LOG.log(entry);
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
