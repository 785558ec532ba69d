package io.sonde.yaml;

import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Builds nodes from SnakeYAML's events. SnakeYAML's own nodes are not used, since each of them
 * keeps the text of the file in memory. An alias becomes the node that it names; its values count
 * again for each use, so that nested aliases cannot exceed the maximum.
 */
final class Composer {
  private static final int MOST_LEVELS = 50;

  private final String source;
  private final Parser parser;
  private final int most;
  private final Problems problems;

  /**
   * The nodes by anchor. A node is null while it is being composed: an alias to it then would
   * contain itself.
   */
  private final Map<String, Anchored> anchors = new HashMap<>();

  /** One instance of each key, since many maps have the same keys. */
  private final Map<String, String> names = new HashMap<>();

  private int values;

  private record Anchored(@Nullable Node node, int values) {}

  /** Thrown when the document exceeds a limit. */
  static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Place place;

    TooLargeException(Place place, String problem) {
      super(problem, null, false, false);
      this.place = place;
    }

    Place place() {
      return place;
    }

    String problem() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * @param most the maximum number of values
   */
  Composer(String source, Reader yaml, int most, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE); // the number of bytes is limited already
    this.source = source;
    this.parser = new ParserImpl(new StreamReader(yaml), options);
    this.most = most;
    this.problems = problems;
  }

  /** The document; null when the file has none. */
  @Nullable Node document() {
    parser.getEvent();
    if (parser.checkEvent(Event.ID.StreamEnd)) {
      return null;
    }
    parser.getEvent();
    Node node = node("", 0);
    parser.getEvent();
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      problems.add(place(parser.peekEvent()), "", "expected one YAML document, found another");
    }
    return node;
  }

  private @Nullable Node node(String path, int depth) {
    Event event = parser.getEvent();
    Place place = place(event);
    if (event instanceof AliasEvent alias) {
      return alias(alias.getAnchor(), place, path);
    }
    int before = values;
    count(1, place);
    if (depth > MOST_LEVELS) {
      throw new TooLargeException(place, "expected at most " + MOST_LEVELS + " levels, found more");
    }
    String anchor = event instanceof NodeEvent node ? node.getAnchor() : null;
    if (anchor != null) {
      anchors.put(anchor, new Anchored(null, 0));
    }
    Node node =
        switch (event) {
          case ScalarEvent s -> text(s, place, path);
          case SequenceStartEvent _ -> items(place, path, depth);
          case MappingStartEvent _ -> fields(place, path, depth);
          default -> throw new IllegalStateException("unknown event " + event.getEventId());
        };
    if (anchor != null) {
      anchors.put(anchor, new Anchored(node, values - before));
    }
    return node;
  }

  private Text text(ScalarEvent scalar, Place place, String path) {
    String value = scalar.getValue();
    check(value, place, path);
    return new Text(value, value, !scalar.isPlain(), place);
  }

  /** Refuses what no source takes, and no exposition can show. */
  private void check(String text, Place place, String path) {
    Unicode.loneSurrogate(text)
        .ifPresent(lone ->
            problems.add(
                place,
                path,
                "expected Unicode, found half of a surrogate pair, U+%04X".formatted(lone)));
    if (text.indexOf(0) >= 0) {
      problems.add(place, path, "expected a text without the character U+0000");
    }
  }

  /** The message does not show the name: a password may begin with a star. */
  private @Nullable Node alias(String name, Place place, String path) {
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      problems.add(place, path, "expected YAML, found an alias to an anchor that does not exist");
      return null;
    }
    Node node = anchored.node;
    if (node == null) {
      problems.add(
          place, path, "expected an alias to another value, found one to a value that contains it");
      return null;
    }
    count(anchored.values, place);
    return node;
  }

  private void count(int more, Place place) {
    values += more;
    if (values > most) {
      throw new TooLargeException(
          place, "expected at most " + most + " values for this heap, found more");
    }
  }

  private Items items(Place place, String path, int depth) {
    List<Node> nodes = new ArrayList<>();
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      Node node = node(path + "[" + nodes.size() + "]", depth + 1);
      if (node != null) {
        nodes.add(node);
      }
    }
    parser.getEvent();
    return new Items(nodes, place);
  }

  private Fields fields(Place place, String path, int depth) {
    Map<String, Entry> own = new LinkedHashMap<>();
    Map<String, Entry> merged = new LinkedHashMap<>();
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Place at = place(parser.peekEvent());
      if (!(parser.peekEvent() instanceof ScalarEvent scalar)) {
        problems.add(at, path, "expected a text as key, found a collection");
        node(path, depth + 1);
        node(path, depth + 1);
        continue;
      }
      parser.getEvent();
      boolean merge = scalar.isPlain() && scalar.getValue().equals("<<");
      String key = names.computeIfAbsent(scalar.getValue(), name -> name);
      if (scalar.getAnchor() != null) {
        Text text = new Text(key, key, !scalar.isPlain(), at);
        anchors.put(scalar.getAnchor(), new Anchored(text, 1));
      }
      String child = (path.isEmpty() ? "" : path + ".") + Problems.shown(key);
      check(key, at, child);
      Node node = node(child, depth + 1);
      if (node == null) {
        continue;
      }
      if (merge) {
        merge(node, child).forEach(merged::putIfAbsent);
        continue;
      }
      Entry first = own.putIfAbsent(key, new Entry(node, at));
      if (first != null) {
        problems.add(at, child, "expected each key once, found it at " + first.place() + " too");
      }
    }
    parser.getEvent();
    // a map's own value replaces the merged value as a whole
    merged.putAll(own);
    return new Fields(merged, place);
  }

  private Map<String, Entry> merge(Node node, String path) {
    return switch (node) {
      case Fields fields -> fields.entries();
      case Items items when items.nodes().stream().allMatch(Fields.class::isInstance) -> {
        Map<String, Entry> all = new LinkedHashMap<>();
        items.nodes().forEach(n -> ((Fields) n).entries().forEach(all::putIfAbsent));
        yield all;
      }
      default -> {
        problems.add(node.place(), path, "expected a map, or a list of maps, to merge");
        yield Map.of();
      }
    };
  }

  private Place place(Event event) {
    return YamlTree.place(source, event.getStartMark());
  }
}
