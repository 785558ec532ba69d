package io.sonde.targets.http.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.Content;
import io.sonde.targets.http.body.HeldMemory;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV text (RFC 4180): the first line has the names of the fields, and empty values
 * are missing values. A line with more or fewer values than names is refused.
 */
final class CsvRows implements BodyRows {
  private static final int MAX_VALUE = 1_000_000;

  /** Bytes in memory for a column and its name, without the characters. */
  private static final long COLUMN = 128;

  private final char separator;

  CsvRows(char separator) {
    this.separator = separator;
  }

  @Override
  public @Nullable String read(Content content, HeldMemory memory, Sink sink)
      throws IOException, ReadException, InterruptedException {
    long line = 1;
    try {
      // Not closed: that would close the connection.
      Iterator<CsvRecord> records =
          CsvReader.builder()
              .fieldSeparator(separator)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .maxBufferSize(MAX_VALUE)
              .ofCsvRecord(new Counted(content.text("CSV"), memory))
              .iterator();
      if (!records.hasNext()) {
        throw failed(1, "a line with the names of the columns, found the end");
      }
      CsvRecord header = records.next();
      memory.add(COLUMN * header.getFieldCount());
      Map<String, Integer> columns = columns(header);
      long mark = memory.mark();
      while (records.hasNext()) {
        CsvRecord record = records.next();
        line = record.getStartingLineNumber();
        if (record.getFieldCount() != header.getFieldCount()) {
          throw failed(
              line,
              "%d values, found %d".formatted(header.getFieldCount(), record.getFieldCount()));
        }
        sink.row(new CsvRow(columns, record));
        memory.reset(mark);
      }
      return null;
    } catch (CsvParseException e) {
      // The message of the parser is not used, since it may quote the text.
      throw e.getCause() instanceof IOException io
          ? io
          : failed(line, "values whose quotes match, of at most 1000000 characters, after it");
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  private static Map<String, Integer> columns(CsvRecord header) throws BodyException {
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (int i = 0; i < header.getFieldCount(); i++) {
      String name = header.getField(i).strip();
      if (!name.isEmpty() && columns.putIfAbsent(name, i) != null) {
        throw failed(1, "each column once, found one twice, column " + (i + 1));
      }
    }
    return columns;
  }

  private static BodyException failed(long line, String expected) {
    return new BodyException(
        Reason.READ, "not CSV at line %d: expected %s".formatted(line, expected), null);
  }

  /** Accounts for the record that is being read. */
  private static final class Counted extends FilterReader {
    /** Bytes in memory for a character: the buffer, while it grows, and the value. */
    private static final long BYTES = 6;

    private final HeldMemory memory;

    Counted(Reader text, HeldMemory memory) {
      super(text);
      this.memory = memory;
    }

    @Override
    public int read(char[] chars, int offset, int length) throws IOException {
      int count = super.read(chars, offset, length);
      try {
        memory.add(BYTES * Math.max(0, count));
      } catch (InterruptedException e) {
        throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
      }
      return count;
    }
  }

  private record CsvRow(Map<String, Integer> columns, CsvRecord values) implements Row {
    @Override
    public @Nullable Object field(String field) {
      Integer column = columns.get(field);
      String value = column == null ? "" : values.getField(column);
      return value.isEmpty() ? null : value;
    }

    @Override
    public Set<String> names() {
      return columns.keySet();
    }
  }
}
