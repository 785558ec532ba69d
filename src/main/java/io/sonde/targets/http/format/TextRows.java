package io.sonde.targets.http.format;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.Content;
import io.sonde.targets.http.body.HeldMemory;
import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of any text: each match of a regular expression, with its named groups as fields. RE2/J
 * matches in linear time; {@code ^} and {@code $} are the start and the end of a line.
 */
final class TextRows implements BodyRows {
  private final Pattern pattern;
  private final Set<String> groups;

  TextRows(String pattern) {
    this.pattern = Format.Text.compiled(pattern);
    this.groups = groups(this.pattern);
  }

  /** In the order of the pattern. */
  private static Set<String> groups(Pattern pattern) {
    return pattern.namedGroups().entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Override
  public @Nullable String read(Content content, HeldMemory memory, Sink sink)
      throws IOException, ReadException, InterruptedException {
    Matcher matcher =
        pattern.matcher(new Timed(whole(content.anyText(), memory), memory.reading()));
    boolean any = false;
    while (found(matcher)) {
      any = true;
      Map<String, @Nullable String> values = new LinkedHashMap<>();
      for (String group : groups) {
        values.put(group, matcher.group(group));
      }
      sink.row(new Match(values));
    }
    sink.matched(pattern.pattern(), any, Set::of);
    return null;
  }

  private static boolean found(Matcher matcher) throws BodyException {
    try {
      return matcher.find();
    } catch (CancellationException e) {
      throw new BodyException(Reason.TIMEOUT, "the pattern took too long", e);
    }
  }

  /** A text whose characters cannot be read after the end of the read: this ends the matcher. */
  private record Timed(String text, Reading reading) implements CharSequence {
    private static final int MASK = 1023;

    @Override
    public char charAt(int index) {
      if ((index & MASK) == 0 && reading.isOver()) {
        throw new CancellationException("the read is over");
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static String whole(Reader text, HeldMemory memory)
      throws IOException, InterruptedException {
    StringBuilder whole = new StringBuilder();
    char[] part = new char[8 * 1024];
    for (int n = text.read(part); n >= 0; n = text.read(part)) {
      memory.add(4L * n); // the builder, and its text
      whole.append(part, 0, n);
    }
    return whole.toString();
  }

  private record Match(Map<String, @Nullable String> values) implements Row {
    @Override
    public @Nullable Object field(String field) {
      return values.get(field);
    }

    @Override
    public Set<String> names() {
      return values.keySet();
    }
  }
}
