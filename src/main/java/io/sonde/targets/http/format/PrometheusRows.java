package io.sonde.targets.http.format;

import com.google.re2j.Pattern;
import io.sonde.targets.Re2;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Sink;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.Content;
import io.sonde.targets.http.body.HeldMemory;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an exposition, in Prometheus' text format or OpenMetrics: each sample is a row with
 * its labels, {@code $name}, {@code $value}, {@code $type} and {@code $timestamp}; the name of the
 * sample is a field too, with the value. Exemplars are left out.
 *
 * <p>client_java writes these formats, but has no parser.
 */
final class PrometheusRows implements BodyRows {
  /** The most names of samples that are kept to suggest some for a pattern. */
  private static final int MAX_OTHERS = 200;

  /** The most characters of such a name. */
  private static final int LONGEST = 200;

  /** Bytes in memory for a character, when a line has nothing but short labels. */
  private static final long LABELS = 32;

  private final @Nullable Pattern names;

  /**
   * @param names matches the whole name of each sample that is a row
   */
  PrometheusRows(String names) {
    this.names = names.equals(".*") ? null : Re2.compile(names);
  }

  @Override
  public @Nullable String read(Content content, HeldMemory memory, Sink sink)
      throws IOException, ReadException, InterruptedException {
    boolean open = content.type().name().equals("application/openmetrics-text");
    Lines lines = new Lines(content.text("an exposition"), memory);
    Family family = Family.NONE;
    boolean ended = false;
    boolean any = false;
    Set<String> others = new LinkedHashSet<>();
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.startsWith("#")) {
        family = family.next(line);
        ended |= line.equals("# EOF");
      } else if (!line.isBlank()) {
        memory.add(LABELS * line.length());
        SampleLine sample = sample(line, lines.number());
        if (names == null || names.matches(sample.name())) {
          any = true;
          sink.row(sample.row(family.typeOf(sample.name()), open));
        } else if (!any && others.size() < MAX_OTHERS && sample.name().length() <= LONGEST) {
          others.add(sample.name());
        }
      }
    }
    if (open && !ended) {
      throw failed(lines.number(), "# EOF at the end of OpenMetrics, found none");
    }
    if (names != null) {
      sink.matched(names.pattern(), any, () -> others);
    }
    return null;
  }

  private static SampleLine sample(String line, long number) throws BodyException {
    try {
      return SampleLine.parse(line);
    } catch (IllegalArgumentException e) {
      throw failed(number, String.valueOf(e.getMessage()));
    }
  }

  private static BodyException failed(long line, String expected) {
    return new BodyException(
        Reason.READ, "not an exposition at line %d: expected %s".formatted(line, expected), null);
  }

  /** Name and type of the present family, from the last TYPE line. */
  private record Family(String name, String type) {
    static final Family NONE = new Family("", "");

    Family next(String comment) {
      if (!comment.startsWith("# TYPE ")) {
        return this;
      }
      String[] words = comment.split(" ", 4);
      return words.length == 4 ? new Family(words[2], words[3].strip()) : this;
    }

    @Nullable String typeOf(String sample) {
      return !name.isEmpty() && sample.startsWith(name) ? type : null;
    }
  }
}
