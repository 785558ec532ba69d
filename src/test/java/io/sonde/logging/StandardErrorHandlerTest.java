package io.sonde.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class StandardErrorHandlerTest {
  private static final int RECORDS = 1000;
  private static final String LONG = "x".repeat(1000);

  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch readable = new CountDownLatch(1);
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  /** A pipe that nobody reads, at first. */
  private final OutputStream blocked =
      new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          writing.countDown();
          try {
            readable.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          written.write(bytes, offset, length);
        }
      };

  private final StandardErrorHandler handler =
      new StandardErrorHandler(
          new Formatter() {
            @Override
            public String format(LogRecord entry) {
              return entry.getMessage() + "\n";
            }
          },
          blocked);

  @Test
  void whatNobodyReadsIsDroppedAndCountedAndLaterSaid() throws Exception {
    handler.publish(new LogRecord(Level.INFO, "first"));
    writing.await();
    for (int i = 0; i < RECORDS; i++) {
      handler.publish(new LogRecord(Level.INFO, LONG)); // would block for ever without a bound
    }
    long kept = StandardErrorHandler.MOST_BYTES / (LONG.length() + 1);
    assertThat(handler.dropped()).isBetween(RECORDS - kept, RECORDS - kept + 1);
    assertThat(handler.held()).isBetween(1L, (long) StandardErrorHandler.MOST_BYTES);

    readable.countDown();
    handler.close();
    assertThat(handler.held()).isZero();
    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .hasSize((int) (RECORDS - handler.dropped()) + 2)
        .startsWith("first", LONG)
        .endsWith(
            handler.dropped()
                + " records of the log were dropped, since nobody read standard error");
  }
}
