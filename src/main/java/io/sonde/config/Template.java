package io.sonde.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A text with fields in braces, such as {@code planet-{location}}; <code>{{</code> and <code>}}
 * </code> are braces. A text without braces, or one that begins with {@code $}, is one field.
 * Immutable.
 *
 * @param texts what stands around the fields: one more than there are fields
 * @param fields in their order; one may stand there twice
 */
public record Template(List<String> texts, List<String> fields) {
  public Template {
    texts = List.copyOf(texts);
    fields = List.copyOf(fields);
  }

  /**
   * The template that is written.
   *
   * @throws IllegalArgumentException when its braces are wrong, with what was expected
   */
  public static Template of(String written) {
    return isTemplate(written) ? parse(written) : new Template(List.of("", ""), List.of(written));
  }

  /** True for a text with braces that is no path. */
  public static boolean isTemplate(String written) {
    return !written.startsWith("$") && (written.contains("{") || written.contains("}"));
  }

  /** A text in which everything outside of braces is what it says. */
  public static Template parse(String written) {
    List<String> texts = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    var text = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      boolean twice = i + 1 < written.length() && written.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && twice) {
        text.append(c);
        i++;
      } else if (c == '{') {
        int end = written.indexOf('}', i);
        String field = end < 0 ? "" : written.substring(i + 1, end);
        if (field.isBlank() || field.contains("{")) {
          throw new IllegalArgumentException("a field in each pair of braces, {{ for a brace");
        }
        texts.add(text.toString());
        text.setLength(0);
        fields.add(field);
        i = end;
      } else if (c == '}') {
        throw new IllegalArgumentException("a field in each pair of braces, }} for a brace");
      } else {
        text.append(c);
      }
    }
    texts.add(text.toString());
    return new Template(texts, fields);
  }

  /** True when it is one field and nothing else. */
  public boolean isField() {
    return fields.size() == 1 && texts.getFirst().isEmpty() && texts.getLast().isEmpty();
  }

  /** The fields of these texts, each once. */
  static Set<String> fieldsOf(Iterable<String> written) {
    Set<String> fields = new LinkedHashSet<>();
    written.forEach(one -> fields.addAll(of(one).fields));
    return fields;
  }
}
