package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.TlsConfig;
import io.sonde.targets.TlsContext;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one HTTP target: made at the first request, kept alive between requests, which
 * take turns at it, and replaced when one failed or when the files of its TLS have changed.
 *
 * <p>A server that closed the connection since the last request is no failure: the JDK's client
 * notices and connects anew. Its work is done on virtual threads, but for one thread that selects.
 * The whole client is replaced after a failure, since it leaves the socket open when it cannot
 * understand an answer (JDK 25). Thread-safe.
 */
final class HttpConnection implements AutoCloseable {
  private final @Nullable TlsConfig tls;
  private final ReentrantLock turn = new ReentrantLock(true);

  // Guarded by this.
  private @Nullable HttpClient client;
  private List<String> tlsVersion = List.of();
  private boolean closed;

  HttpConnection(@Nullable TlsConfig tls) {
    this.tls = tls;
  }

  /**
   * Sends one request and takes the answer whole.
   *
   * @throws TimeoutException when that time has passed, however far the answer was
   * @throws IOException as the client says it
   */
  HttpResponse<byte[]> send(HttpRequest request, BodyHandler<byte[]> handler, Reading reading)
      throws IOException, ReadException, InterruptedException, TimeoutException {
    if (!turn.tryLock(Math.max(0, reading.nanosLeft()), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException("another read had the connection");
    }
    boolean answered = false;
    try {
      HttpResponse<byte[]> response = exchange(request, handler, reading);
      answered = true;
      return response;
    } finally {
      reading.done();
      if (!answered) {
        replace();
      }
      turn.unlock();
    }
  }

  private HttpResponse<byte[]> exchange(
      HttpRequest request, BodyHandler<byte[]> handler, Reading reading)
      throws IOException, ReadException, InterruptedException, TimeoutException {
    CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(request, handler);
    reading.onCancel(() -> answer.cancel(true));
    try {
      return answer.get(reading.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (CancellationException e) {
      throw new IOException("cancelled", e);
    } finally {
      answer.cancel(true); // no effect on what has ended
    }
  }

  private synchronized HttpClient client() throws ReadException {
    if (closed) {
      throw new ReadException(Reason.READ, "the target is closed", null);
    }
    List<String> version = tls == null ? List.of() : TlsContext.version(tls);
    if (client != null && version.equals(tlsVersion)) {
      return client;
    }
    replace();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Thread.ofVirtual().name("sonde, http client")::start);
    if (tls == null) {
      // With parameters, or the client would ask the context for its own at once.
      builder.sslContext(LateTls.context()).sslParameters(new SSLParameters());
    } else {
      builder.sslContext(TlsContext.of(tls));
    }
    client = builder.build();
    tlsVersion = version;
    return client;
  }

  private synchronized void replace() {
    if (client != null) {
      client.shutdownNow();
      client = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    replace();
  }
}
