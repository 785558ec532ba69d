package io.sonde.yaml;

import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Text;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value as written: of a key, or in a list or map below one. Problems that are added here have
 * its place and path, and do not show a value that may be a secret. Used by one thread.
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

  /** The text of a value that is a text. */
  public String text() {
    if (node instanceof Text text) {
      return text.text();
    }
    throw new IllegalStateException(path + " is no text");
  }

  /**
   * The text as a file; a relative name is resolved against the folder of the configuration file.
   */
  public Path file() {
    return section.file(text());
  }

  /** True for a text that is not null. */
  public boolean isText() {
    return node instanceof Text text && !text.nothing();
  }

  /** True for a text that is not null; anything else adds a problem. */
  public boolean isText(String expected) {
    if (!isText()) {
      expected(expected);
      return false;
    }
    return isWhole();
  }

  /** True when all references of the text were replaced; each that was not adds a problem. */
  boolean isWhole() {
    if (node instanceof Text text) {
      text.faults().forEach(fault -> problem(fault.message(hidden)));
      return text.faults().isEmpty();
    }
    return true;
  }

  /** Adds a problem "expected …, found …" for this value. */
  public void expected(String expected) {
    problem("expected " + expected + ", found " + (hidden ? node.sort() : node.found()));
  }

  /** As {@link #expected}; returns null, to be used as the value. */
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

  /** The section of this value; an empty one, with a problem, when the value is not a map. */
  Section section(Keys keys) {
    if (node instanceof Fields fields) {
      return section.child(fields, path, keys, false);
    }
    expected("a map");
    return section.child(new Fields(Map.of(), node.place()), path, keys, true);
  }
}
