package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.BodyStream;
import io.sonde.targets.http.body.ByteLimit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client of the JDK for one read at a time, with the connections that it keeps alive.
 *
 * <p>When the server has closed a connection since the last request, the client connects again.
 * After a failure the client is not used any more, since it leaves the socket open when it cannot
 * parse an answer (JDK 25). For one thread, except for {@link #close()}.
 */
final class HttpSession implements AutoCloseable {
  private final HttpClient client;
  private boolean broken;

  HttpSession(HttpClient client) {
    this.client = client;
  }

  /**
   * Sends one request; returns when the headers of the answer have arrived.
   *
   * @param wire the maximum number of bytes of the body, before decompression
   * @throws ReadException {@code TIMEOUT}, {@code CONNECT} or {@code READ}
   */
  HttpAnswer send(Hop hop, HttpRequest request, ByteLimit wire, Reading reading)
      throws ReadException, InterruptedException {
    boolean answered = false;
    try {
      HttpResponse<BodyStream> response = exchange(request, wire, reading);
      // The JDK (25) returns no body when a proxy refuses a tunnel.
      BodyStream body = response.body() == null ? BodyStream.empty(reading) : response.body();
      reading.onCancel(body::cancel);
      answered = true;
      return new HttpAnswer(this, hop, response, body, reading);
    } catch (IOException e) {
      throw HttpFailures.of(hop, reading, e);
    } catch (TimeoutException e) {
      throw HttpFailures.late(hop, e);
    } finally {
      if (!answered) {
        broken = true;
        reading.done();
      }
    }
  }

  private HttpResponse<BodyStream> exchange(HttpRequest request, ByteLimit wire, Reading reading)
      throws IOException, InterruptedException, TimeoutException {
    CompletableFuture<HttpResponse<BodyStream>> answer =
        client.sendAsync(request, _ -> new BodyStream(reading, wire));
    reading.onCancel(() -> answer.cancel(true));
    try (var _ = reading.waiting()) {
      return answer.get(Math.max(0, reading.nanosLeft()), TimeUnit.NANOSECONDS);
    } catch (InterruptedIOException e) {
      throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (CancellationException e) {
      throw new BodyException(Reason.TIMEOUT, "cancelled", e);
    } finally {
      answer.cancel(true); // no effect after the end of the request
    }
  }

  /** Marks the session as unusable, since an answer was not read to its end. */
  void breakOff() {
    broken = true;
  }

  boolean isBroken() {
    return broken;
  }

  /** Cancels the current request. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
