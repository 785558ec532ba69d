package io.sonde.targets.jmx;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** MBeans of one target, each of which is a row. Thread-safe. */
final class JmxQuery implements Query {
  private final JmxTarget target;
  private final List<ObjectName> patterns;
  private final Map<String, MBeanField> fields;
  private final boolean isAll;
  private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

  JmxQuery(JmxTarget target, JmxQueryConfig query, Fields fields) {
    this.target = target;
    this.patterns = query.mbeans().stream().map(JmxQuery::pattern).toList();
    Map<String, MBeanField> parsed = new LinkedHashMap<>();
    fields.names().forEach(field -> parsed.put(field, MBeanField.of(field)));
    this.fields = parsed;
    this.isAll = fields.isAll();
  }

  private static ObjectName pattern(String text) {
    try {
      return new ObjectName(text);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException("expected an ObjectName, found " + text, e);
    }
  }

  @Override
  public int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
    target.read(reading, mbeans -> rows(mbeans, reading, sink));
    return 0;
  }

  private void rows(MBeans mbeans, Reading reading, Sink sink)
      throws ReadException, IOException, MBeanFailure {
    Object login = mbeans.login();
    Known before = known.get();
    Set<MBeanReader.Missing> missing =
        before == null || !before.login.equals(login) ? Set.of() : before.missing;
    var reader = new MBeanReader(mbeans, reading, fields, missing);
    for (ObjectName mbean : reader.names(patterns)) {
      Row row = isAll ? reader.wholeRow(mbean) : reader.row(mbean);
      if (row != null) {
        sink.row(row);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted");
      }
    }
    for (ObjectName pattern : patterns) {
      sink.matched(
          pattern.toString(),
          !reader.unmatched().contains(pattern),
          () -> SimilarPatterns.of(pattern, mbeans));
    }
    known.compareAndSet(before, new Known(login, reader.missing()));
  }

  /** What a read found out about the MBeans, for the next read with the same login. */
  private record Known(Object login, Set<MBeanReader.Missing> missing) {}
}
