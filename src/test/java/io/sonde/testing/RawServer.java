package io.sonde.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on loopback that does to its connections whatever a test wants. Thread-safe.
 *
 * <p>Each connection is kept for further requests until the handler or the client closes it.
 */
public final class RawServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Handler handler;
  private final Thread acceptor;

  // Guarded by this.
  private final Set<Socket> open = new HashSet<>();
  private final List<Request> requests = new ArrayList<>();
  private int accepted;

  private RawServer(ServerSocket listener, Handler handler) {
    this.listener = listener;
    this.handler = handler;
    this.acceptor = Thread.ofVirtual().unstarted(this::accept);
  }

  /** Serves on a free port. */
  public static RawServer start(Handler handler) throws IOException {
    return start(ServerSocketFactory.getDefault(), 0, handler);
  }

  /** Serves on a port, 0 for a free one, with sockets of a factory. */
  public static RawServer start(ServerSocketFactory factory, int port, Handler handler)
      throws IOException {
    ServerSocket listener = factory.createServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
    RawServer server = new RawServer(listener, handler);
    server.acceptor.start();
    return server;
  }

  /** Answers a request, or does not. */
  @FunctionalInterface
  public interface Handler {
    void serve(Request request, Wire wire) throws Exception;
  }

  /** A request as it came; names of headers are lower case. */
  public record Request(String method, String path, Map<String, String> headers, String body) {}

  /** The connection of a request. */
  public record Wire(Socket socket, InputStream in, OutputStream out) {
    public void send(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    /** A whole answer with a body of JSON. */
    public void json(String body) throws IOException {
      answer("200 OK", "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    public void answer(String status, String type, byte[] body, String... headers)
        throws IOException {
      send(
          "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n"
              .formatted(
                  status,
                  type,
                  body.length,
                  headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n"));
      out.write(body);
      out.flush();
    }

    public void status(String status, String... headers) throws IOException {
      answer(status, "text/plain", new byte[0], headers);
    }

    public void hangUp() throws IOException {
      socket.close();
    }

    /** Says nothing more, until the client hangs up. */
    public void waitForHangUp() throws IOException {
      while (in.read() >= 0) {
        // what the client still says
      }
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** How many connections were made so far. */
  public synchronized int accepted() {
    return accepted;
  }

  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  public synchronized Request lastRequest() {
    return requests.getLast();
  }

  /** Waits until so many requests have come. */
  public void awaitRequests(int count) throws InterruptedException {
    await(() -> requests.size() >= count, "requests", count);
  }

  /** Waits until at most so many connections are open. */
  public void awaitOpen(int count) throws InterruptedException {
    await(() -> open.size() <= count, "open connections", count);
  }

  private void await(BooleanSupplier condition, String what, int count)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    synchronized (this) {
      while (!condition.getAsBoolean()) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
          throw new AssertionError(
              "expected %d %s, found %d requests, %d open"
                  .formatted(count, what, requests.size(), open.size()));
        }
        wait(left);
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true); // else each answer in two writes waits 40 ms for the client
        synchronized (this) {
          accepted++;
          open.add(socket);
        }
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!socket.isClosed()) {
        Request request = request(in);
        if (request == null) {
          return;
        }
        synchronized (this) {
          requests.add(request);
          notifyAll();
        }
        handler.serve(request, new Wire(socket, in, socket.getOutputStream()));
      }
    } catch (Exception e) {
      // the client went away, as the test wants
    } finally {
      synchronized (this) {
        open.remove(socket);
        notifyAll();
      }
    }
  }

  private static @Nullable Request request(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    String[] words = first.split(" ", -1);
    return new Request(words[0], words[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Stops listening and hangs up on everybody. */
  @Override
  public void close() throws IOException {
    listener.close();
    try {
      acceptor.join(); // until it has let go of the port, the kernel goes on accepting
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<Socket> last;
    synchronized (this) {
      last = List.copyOf(open);
    }
    for (Socket socket : last) {
      socket.close();
    }
  }
}
