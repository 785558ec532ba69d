package io.sonde.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration as it was written: texts, lists and maps, each with its place. Nothing is
 * interpreted: {@code 0123}, {@code 12:30} and {@code ON} are texts. Immutable.
 */
public sealed interface Node {
  Place place();

  /** What a message shows after "found". */
  String found();

  /**
   * What a message shows after "found" when the value may be a secret: its sort, such as "a text".
   */
  String sort();

  /**
   * A scalar.
   *
   * @param text the value, with its references replaced
   * @param written the value as written in the source, for messages: a replaced reference may
   *     contain a secret
   * @param quoted true for a quoted text, which is never read as null
   * @param faults the references that could not be replaced
   */
  record Text(String text, String written, boolean quoted, List<Fault> faults, Place place)
      implements Node {
    private static final int SHOWN = 60;

    public Text {
      faults = List.copyOf(faults);
    }

    /** A text without references. */
    public Text(String text, String written, boolean quoted, Place place) {
      this(text, written, quoted, List.of(), place);
    }

    /** True for {@code key:}, {@code key: ~} and {@code key: null}. */
    public boolean nothing() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String sort() {
      return nothing() ? "nothing" : "a text";
    }

    @Override
    public String found() {
      if (nothing()) {
        return "nothing";
      }
      String shown = written.strip().replace('\n', ' ');
      return "'" + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown) + "'";
    }
  }

  /**
   * A reference that could not be replaced.
   *
   * @param name the text between the braces; it may be part of a secret that contains <code>${
   *     </code>
   * @param whole true when the text is this reference and nothing else
   * @param why the reason, such as "which is not set"
   */
  record Fault(String expected, String name, boolean whole, String why) {
    /** The message of the problem. */
    public String message(boolean hidden) {
      String found = hidden && !whole ? "a reference" : "${" + name + "}";
      return "expected " + expected + ", found " + found + why;
    }
  }

  /** A list. */
  record Items(List<Node> nodes, Place place) implements Node {
    public Items {
      nodes = List.copyOf(nodes);
    }

    @Override
    public String found() {
      return nodes.isEmpty() ? "an empty list" : "a list";
    }

    @Override
    public String sort() {
      return found();
    }
  }

  /** A map, in the order in which it was written. */
  record Fields(Map<String, Entry> entries, Place place) implements Node {
    public Fields {
      entries = Ordered.copyOf(entries);
    }

    @Override
    public String found() {
      return "a map";
    }

    @Override
    public String sort() {
      return found();
    }

    /** This map, overridden by another one: maps are merged, any other value is replaced. */
    public Fields under(Fields top) {
      Map<String, Entry> merged = new LinkedHashMap<>(entries);
      top.entries.forEach((key, above) ->
          merged.merge(
              key,
              above,
              (below, _) ->
                  below.node instanceof Fields b && above.node instanceof Fields a
                      ? new Entry(b.under(a), above.place)
                      : above));
      return new Fields(merged, top.place);
    }
  }

  /** The value of a key, and the place of the key. */
  record Entry(Node node, Place place) {}
}
