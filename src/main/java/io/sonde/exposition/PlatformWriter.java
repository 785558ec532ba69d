package io.sonde.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;

/**
 * Has text written on a platform thread while the calling thread, a virtual one, sends it.
 *
 * <p>On a virtual thread the {@link java.io.BufferedWriter} of client_java begins with 512
 * characters and grows by no more than each write needs: some thousand copies of its buffer, 10 MB,
 * for a scrape of 14 kB, and ten times the time. On the other hand only a virtual thread can be
 * interrupted when it waits for a socket.
 */
final class PlatformWriter {
  private static final int PIPE = 64 * 1024;

  /** One thread for one scrape: there are few, and nothing is left of it when it ends. */
  private static final ThreadFactory THREADS =
      Thread.ofPlatform().daemon().name("sonde-exposition-", 0).factory();

  private PlatformWriter() {}

  /** Writes bytes as it goes. */
  @FunctionalInterface
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Copies a content to a stream, as it is written. When either fails or the caller is interrupted,
   * the other ends too.
   *
   * @throws IOException when the content or the stream does, or on an interrupt
   */
  static void write(Content content, OutputStream out) throws IOException {
    var in = new PipedInputStream(PIPE);
    var pipe = new PipedOutputStream(in);
    var writing =
        new FutureTask<>(() -> {
          try (pipe) {
            content.write(pipe);
          }
          return true;
        });
    THREADS.newThread(writing).start();
    try (in) {
      in.transferTo(out);
      writing.get();
    } catch (ExecutionException e) {
      rethrow(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      writing.cancel(true);
    }
  }

  private static void rethrow(ExecutionException failed) throws IOException {
    switch (failed.getCause()) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> throw new IllegalStateException(failed);
    }
  }
}
