package io.sonde.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A text with fields in braces, such as {@code planet-{location}}; <code>{{</code> and <code>}}
 * </code> are literal braces. A text without braces, or one that begins with {@code $}, is the name
 * of a field. Immutable.
 *
 * @param texts the texts before, between and after the fields
 * @param fields the names of the fields in their order; a name may be repeated
 */
public record Template(List<String> texts, List<String> fields) {
  public Template {
    texts = List.copyOf(texts);
    fields = List.copyOf(fields);
  }

  /**
   * Parses a text that is a template or the name of a field.
   *
   * @throws IllegalArgumentException for wrong braces; the message says what was expected
   */
  public static Template of(String written) {
    return isTemplate(written) ? parse(written) : new Template(List.of("", ""), List.of(written));
  }

  /** True for a text with braces that does not begin with {@code $}. */
  public static boolean isTemplate(String written) {
    return !written.startsWith("$") && (written.contains("{") || written.contains("}"));
  }

  /** Parses a text as a template, also when it has no fields. */
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

  /** True when it is a single field without other text. */
  public boolean isField() {
    return fields.size() == 1 && texts.getFirst().isEmpty() && texts.getLast().isEmpty();
  }

  /** The names of the fields of all these texts. */
  static Set<String> fieldsOf(Iterable<String> written) {
    Set<String> fields = new LinkedHashSet<>();
    written.forEach(one -> fields.addAll(of(one).fields));
    return fields;
  }
}
