package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.Labels;
import io.sonde.mapping.Explanation.Named;
import io.sonde.mapping.Explanation.OneRow;
import io.sonde.mapping.Explanation.Taken;
import io.sonde.mapping.text.LabelText;
import io.sonde.mapping.text.Quoted;
import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records the first few rows of one read, and what a mapping makes of them. It wraps the query and
 * is the trace of the mapping. For one read; thread-safe, since a cancelled read may continue while
 * {@link #explanation()} is called.
 */
public final class Explainer implements Trace {
  private static final int MOST_FIELDS = 200;

  /** Secrets with fewer characters are not searched for in values. */
  private static final int LEAST_SECRET = 4;

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(?:authorization|password|passwd|passphrase|secret|token|credential|api[-_]?key).*");

  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Co}\\p{Cs}]");

  private final int mostRows;
  private final boolean whole;

  // Guarded by this.
  private final Set<String> secrets = new LinkedHashSet<>();
  private final Map<String, String> outline = new LinkedHashMap<>();
  private final List<OneRow> shown = new ArrayList<>();
  private final List<Taken> ofTheRead = new ArrayList<>();
  private @Nullable List<Taken> taken;
  private long rows;

  /**
   * @param mostRows how many rows are shown
   * @param whole true to show all fields of a row, false for those that the metrics take
   */
  public Explainer(int mostRows, boolean whole) {
    this.mostRows = mostRows;
    this.whole = whole;
  }

  /** The fields that the query must read, when the mapping needs these. */
  public Fields fields(Set<String> mapped) {
    return whole ? Fields.all() : Fields.of(mapped);
  }

  /** Hides these secrets in everything that is shown. */
  public synchronized void hide(Collection<String> values) {
    values.stream().filter(one -> one.length() >= LEAST_SECRET).forEach(secrets::add);
  }

  /**
   * The same query, whose rows this explainer records.
   *
   * @param mapped the fields to show when not all are shown
   */
  public Query of(Query query, Set<String> mapped) {
    return new Query() {
      @Override
      public boolean applies(Reading reading) throws ReadException, InterruptedException {
        return query.applies(reading);
      }

      @Override
      public int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
        return query.read(reading, new Telling(sink, mapped));
      }
    };
  }

  private final class Telling implements Sink {
    private final Sink sink;
    private final Set<String> mapped;

    Telling(Sink sink, Set<String> mapped) {
      this.sink = sink;
      this.mapped = mapped;
    }

    @Override
    public void row(Row row) throws ReadException {
      begin(row, mapped);
      try {
        sink.row(row);
      } finally {
        end();
      }
    }

    @Override
    public void outline(Map<String, String> all) {
      synchronized (Explainer.this) {
        all.forEach((name, what) -> outline.putIfAbsent(plain(name), plain(what)));
      }
    }

    @Override
    public void matched(String pattern, boolean any, Supplier<Set<String>> instead) {
      sink.matched(pattern, any, instead);
    }
  }

  private synchronized void begin(Row row, Set<String> mapped) {
    rows++;
    taken = new ArrayList<>();
    if (shown.size() >= mostRows) {
      return;
    }
    Set<String> wanted = whole ? row.names() : mapped;
    List<Named> fields = new ArrayList<>();
    for (String name : wanted) {
      if (fields.size() < MOST_FIELDS) {
        fields.add(named(row, name));
      }
    }
    shown.add(new OneRow(fields, wanted.size() - fields.size(), List.of()));
  }

  private synchronized void end() {
    List<Taken> all = taken;
    taken = null;
    if (all != null && !all.isEmpty() && rows == shown.size()) {
      OneRow last = shown.removeLast();
      shown.add(new OneRow(last.fields(), last.more(), all));
    }
  }

  private Named named(Row row, String name) {
    String type = row.type(name);
    String told = type == null ? null : plain(type);
    try {
      Object value = row.field(name);
      boolean number = value instanceof Number || value instanceof Boolean;
      return new Named(plain(name), told, shown(name, value), number);
    } catch (ReadException e) {
      return new Named(plain(name), told, "(" + plain(String.valueOf(e.getMessage())) + ")", false);
    }
  }

  @Override
  public synchronized void took(Step step) {
    String field = step.field();
    Double value = step.value();
    Taken one =
        new Taken(
            step.metric().name() + labels(step.labels()),
            field,
            shown(field == null ? "" : field, step.raw()),
            value == null ? "" : LabelText.of(value),
            step.skipped() == null ? "" : plain(step.skipped()));
    List<Taken> ofRow = taken;
    if (ofRow == null) {
      ofTheRead.add(one);
    } else if (rows == shown.size()) {
      ofRow.add(one);
    }
  }

  private String labels(Labels labels) {
    var text = new StringBuilder("{");
    for (int i = 0; i < labels.size(); i++) {
      String value = labels.getValue(i);
      text.append(i == 0 ? "" : ",").append(labels.getName(i)).append('=').append(quoted(value));
    }
    return text.append('}').toString();
  }

  /** A value as it is shown: texts are in quotes, numbers are not. */
  private String shown(String field, @Nullable Object value) {
    if (value == null) {
      return "(nothing)";
    }
    if (SECRET_NAME.matcher(field).matches() && !(value instanceof Boolean)) {
      return "(hidden)";
    }
    return value instanceof Number || value instanceof Boolean
        ? LabelText.of(value)
        : quoted(value.toString());
  }

  private String quoted(String text) {
    if (secrets.stream().anyMatch(text::contains)) {
      return "(hidden)";
    }
    return INVISIBLE.matcher(Quoted.text(text)).replaceAll("?");
  }

  /** A name or a message as it is shown: without quotes. */
  private String plain(String text) {
    String quoted = quoted(text);
    return quoted.startsWith("\"") && quoted.endsWith("\"")
        ? quoted.substring(1, quoted.length() - 1)
        : quoted;
  }

  /** Everything recorded until now. */
  public synchronized Explanation explanation() {
    return new Explanation(outline, rows, shown, ofTheRead);
  }
}
