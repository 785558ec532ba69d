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

  /** What a message says was found. */
  String found();

  /** What a message says was found where the value may be a secret: "a text", and no more. */
  String sort();

  /**
   * A scalar.
   *
   * @param text the value, with its references replaced
   * @param written as it stands in the source, for messages: a reference may have become a secret
   * @param quoted true when it cannot mean "nothing"
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
   * @param name what stands between the braces: part of a secret, where one has <code>${</code>
   * @param whole true when the text is this reference and nothing else
   * @param why what is wrong with it, such as "which is not set"
   */
  record Fault(String expected, String name, boolean whole, String why) {
    /** What is wrong, in words. */
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
      return "a list";
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

    /** This map with the other one on top: maps merge, anything else replaces what lies below. */
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

  /** The value of a key, and where the key stands. */
  record Entry(Node node, Place place) {}
}
