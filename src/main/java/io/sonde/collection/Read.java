package io.sonde.collection;

import io.sonde.mapping.Facts;
import io.sonde.mapping.Mapping;
import io.sonde.mapping.Published;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import java.time.Duration;

/** One read: what the target gives, on its way to the mapping. For the reader's thread alone. */
final class Read implements Sink {
  private final Source source;
  private final Mapping.Batch batch;
  private final Reading reading;
  private int status;
  private long rows;

  Read(Source source, Mapping.Batch batch, Reading reading) {
    this.source = source;
    this.batch = batch;
    this.reading = reading;
  }

  /**
   * Reads the target, and tells its gate what became of the credentials.
   *
   * @return false when the target has not what is asked for
   */
  boolean readTarget() throws ReadException, InterruptedException {
    try {
      boolean applies = source.query().applies(reading);
      if (applies) {
        status = source.query().read(reading, this);
      }
      source.gate().accepted();
      return applies;
    } catch (ReadException e) {
      if (e.reason() == Reason.AUTH) {
        // Even when it is too late for the outcome: a login was refused.
        source.gate().refused(source.timer().nanoTime());
      }
      throw e;
    }
  }

  /** A row has its share of the processor for as long as its mapping takes. */
  @Override
  public void row(Row row) throws ReadException {
    if (reading.cancelled()) {
      throw new ReadException(Reason.TIMEOUT, "cancelled", null);
    }
    try (var _ = reading.parsing()) {
      batch.row(row);
      rows++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReadException(Reason.READ, "interrupted", e);
    }
  }

  /** What it publishes: observes what there is to observe. */
  Published finish(Duration took) throws ReadException {
    return batch.finish(new Facts(took, status, rows));
  }
}
