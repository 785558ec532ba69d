package io.sonde.yaml;

import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Text;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written for a key, or in a list or map below it. A problem that is added here has its
 * place and path, and does not show what was found where that may be a secret. Used by one thread.
 */
public final class Value {
  private final Section section;
  private final Node node;
  private final String path;
  private final boolean hidden;

  Value(Section section, Node node, String path, boolean hidden) {
    this.section = section;
    this.node = node;
    this.path = path;
    this.hidden = hidden;
  }

  public Node node() {
    return node;
  }

  public Place place() {
    return node.place();
  }

  /** The text, for a value that is one. */
  public String text() {
    if (node instanceof Text text) {
      return text.text();
    }
    throw new IllegalStateException(path + " is no text");
  }

  /** The text as a file, relative to the folder of the configuration in which it stands. */
  public Path file() {
    return section.file(text());
  }

  /** True for a text that says something. */
  public boolean isText() {
    return node instanceof Text text && !text.nothing();
  }

  /** True for a text that says something; anything else is a problem. */
  public boolean isText(String expected) {
    if (!isText()) {
      expected(expected);
      return false;
    }
    return isWhole();
  }

  /** True for a text whose references could be replaced; one that could not is a problem. */
  boolean isWhole() {
    if (node instanceof Text text) {
      text.faults().forEach(fault -> problem(fault.message(hidden)));
      return text.faults().isEmpty();
    }
    return true;
  }

  /** Adds a problem of the form: expected …, found what stands here. */
  public void expected(String expected) {
    problem("expected " + expected + ", found " + (hidden ? node.sort() : node.found()));
  }

  /** As {@link #expected}; null, which stands for the value then. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // it is always null
  public <T> @Nullable T not(String expected) {
    expected(expected);
    return null;
  }

  /** Adds a problem with the place and the path of this value. */
  public void problem(String message) {
    section.problems().add(node.place(), path, message);
  }

  Value item(int index, Node item) {
    return new Value(section, item, path + "[" + index + "]", hidden);
  }

  Value entry(String name, Node entry) {
    return new Value(section, entry, path + "." + (hidden ? Problems.shown(name) : name), hidden);
  }

  /** The section of this value; an empty one, and a problem, when it is no map. */
  Section section(Keys keys) {
    if (node instanceof Fields fields) {
      return section.child(fields, path, keys, false);
    }
    expected("a map");
    return section.child(new Fields(Map.of(), node.place()), path, keys, true);
  }
}
