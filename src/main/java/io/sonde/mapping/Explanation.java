package io.sonde.mapping;

import io.sonde.yaml.Ordered;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one read gave and what became of it, in texts that are safe to show: control characters are
 * escaped, long values cut, secrets hidden. Immutable.
 *
 * @param outline what the answer has as a whole, names or paths to what stands there; empty where
 *     the kind does not tell
 * @param rows how many rows there were
 * @param shown the first of them
 * @param ofTheRead what was made of {@code $duration}, {@code $status} and {@code $rows}
 */
public record Explanation(
    Map<String, String> outline, long rows, List<OneRow> shown, List<Taken> ofTheRead) {
  public Explanation {
    outline = Ordered.copyOf(outline);
    shown = List.copyOf(shown);
    ofTheRead = List.copyOf(ofTheRead);
  }

  /**
   * One row.
   *
   * @param more how many fields are not shown
   * @param taken what each metric made of it
   */
  public record OneRow(List<Named> fields, int more, List<Taken> taken) {
    public OneRow {
      fields = List.copyOf(fields);
      taken = List.copyOf(taken);
    }
  }

  /**
   * One field.
   *
   * @param type in the words of the source; null for none
   * @param value texts are in quotes; why there is none, in brackets
   * @param number true for a number or a boolean
   */
  public record Named(String name, @Nullable String type, String value, boolean number) {}

  /**
   * What one metric took.
   *
   * @param sample name and labels
   * @param field null where the value is none of a field
   * @param raw what the field held
   * @param value what is exposed or observed; empty when there is none
   * @param skipped why there is none; empty when there is one
   */
  public record Taken(
      String sample, @Nullable String field, String raw, String value, String skipped) {}
}
