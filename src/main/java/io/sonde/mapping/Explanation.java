package io.sonde.mapping;

import io.sonde.yaml.Ordered;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one read and the samples made of them, as texts that are safe to show: control
 * characters are escaped, long values are cut, secrets are hidden. Immutable.
 *
 * @param outline the structure of the whole answer: names or paths to a description of what is
 *     there; empty for kinds that do not give it
 * @param rows the number of rows
 * @param shown the first rows
 * @param ofTheRead the samples of {@code $duration}, {@code $status} and {@code $rows}
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
   * @param taken what each metric took from it
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
   * @param type the type as the source names it; null for none
   * @param value the value, texts in quotes; or in parentheses why there is none
   * @param number true for a number or a boolean
   */
  public record Named(String name, @Nullable String type, String value, boolean number) {}

  /**
   * What one metric took.
   *
   * @param sample name and labels
   * @param field the field that gave the value; null when no field gives it
   * @param raw the value of the field
   * @param value the number that is exposed or observed; empty when there is none
   * @param skipped why there is no number; empty when there is one
   */
  public record Taken(
      String sample, @Nullable String field, String raw, String value, String skipped) {}
}
