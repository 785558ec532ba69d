package io.sonde.web.connections;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/** A writer that records on its connection when each write begins and ends. */
final class TimedWriter implements DataWriter {
  private final DataWriter writer;
  private final Connection connection;

  TimedWriter(DataWriter writer, Connection connection) {
    this.writer = writer;
    this.connection = connection;
  }

  @Override
  public void write(BufferData... buffers) {
    connection.beginWrite();
    writer.write(buffers);
    connection.endWrite();
  }

  @Override
  public void write(BufferData buffer) {
    connection.beginWrite();
    writer.write(buffer);
    connection.endWrite();
  }

  @Override
  public void writeNow(BufferData... buffers) {
    connection.beginWrite();
    writer.writeNow(buffers);
    connection.endWrite();
  }

  @Override
  public void writeNow(BufferData buffer) {
    connection.beginWrite();
    writer.writeNow(buffer);
    connection.endWrite();
  }

  @Override
  public void flush() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
  }
}
