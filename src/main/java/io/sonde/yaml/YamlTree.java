package io.sonde.yaml;

import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads YAML and keeps every scalar as the text that was written. Anchors, aliases and merge keys
 * are supported; a duplicate key is a problem. Size, number of values and depth are limited, so
 * that no file can fill the heap.
 */
public final class YamlTree {
  /** The maximum size of a file in bytes. */
  static final int MOST_BYTES = 8 << 20;

  /** The memory of a value, with its place and the records that are made from it. */
  private static final int BYTES_OF_A_VALUE = 512;

  private static final int MOST_VALUES = 1_000_000;

  /** Messages of SnakeYAML that quote the file, which may contain a secret. */
  private static final Pattern REPEATS = Pattern.compile("(found undefined tag handle) .*");

  private YamlTree() {}

  /**
   * The maximum number of values of a document, after replacement of aliases: what fits into the
   * heap.
   */
  static int mostValues() {
    return (int) Math.min(MOST_VALUES, Runtime.getRuntime().maxMemory() / BYTES_OF_A_VALUE);
  }

  /**
   * The top map of a file; an empty one, with a problem, when the file cannot be read or is not
   * YAML.
   */
  public static Fields read(Path file, Problems problems) {
    return read(file, problems, new SourceFiles());
  }

  /**
   * The same.
   *
   * @param files takes note of what was read
   */
  public static Fields read(Path file, Problems problems, SourceFiles files) {
    String source = file.toString();
    Place top = Place.of(source);
    String found;
    MessageDigest digest = SourceFiles.digest();
    try (InputStream in =
        new DigestInputStream(new BoundedInput(Files.newInputStream(file), MOST_BYTES), digest)) {
      var decoder =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      Fields fields = compose(source, new InputStreamReader(in, decoder), problems);
      if (isRead(in)) {
        files.read(file, digest);
      } else {
        files.unread(file);
      }
      return fields;
    } catch (NoSuchFileException _) {
      found = "no such file";
    } catch (AccessDeniedException _) {
      found = "one that this user may not read";
    } catch (CharacterCodingException _) {
      found = "bytes that are not UTF-8";
    } catch (BoundedInput.TooLargeException _) {
      found = "more than " + (MOST_BYTES >> 20) + " MiB";
    } catch (IOException e) {
      found = Files.isDirectory(file) ? "a directory" : String.valueOf(e.getMessage());
    }
    files.unread(file);
    problems.add(top, "", "expected a readable file, found " + found);
    return new Fields(Map.of(), top);
  }

  /**
   * Reads what is left after a problem, since it belongs to the content too; false when it is too
   * much, which is no problem beside the one that was found.
   */
  private static boolean isRead(InputStream rest) throws IOException {
    try {
      rest.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (BoundedInput.TooLargeException _) {
      return false;
    }
  }

  /** The top map of a document; an empty one, with a problem, after a syntax error. */
  public static Fields compose(String source, String yaml, Problems problems) {
    try {
      return compose(source, new StringReader(yaml), problems);
    } catch (IOException e) {
      throw new IllegalStateException("a text that cannot be read", e);
    }
  }

  /** The document, whatever it is; null for none, and after a syntax error, which is a problem. */
  public static @Nullable Node document(String source, String yaml, Problems problems) {
    try {
      return document(source, new StringReader(yaml), problems);
    } catch (IOException e) {
      throw new IllegalStateException("a text that cannot be read", e);
    }
  }

  private static Fields compose(String source, Reader yaml, Problems problems) throws IOException {
    Node node = document(source, yaml, problems);
    if (node instanceof Fields fields) {
      return fields;
    }
    if (node != null && !(node instanceof Text text && text.nothing())) {
      problems.add(node.place(), "", "expected a map of keys, found " + node.sort());
    }
    return new Fields(Map.of(), new Place(source, 1, 1));
  }

  private static @Nullable Node document(String source, Reader yaml, Problems problems)
      throws IOException {
    Place top = new Place(source, 1, 1);
    try {
      var lines = new BoundedLines(yaml);
      return new Composer(source, lines, mostValues(), problems).document();
    } catch (Composer.TooLargeException e) {
      problems.add(e.place(), "", e.problem());
    } catch (MarkedYAMLException e) {
      problems.add(
          place(source, e.getProblemMark()),
          "",
          "expected YAML, " + REPEATS.matcher(String.valueOf(e.getProblem())).replaceAll("$1"));
    } catch (ReaderException e) {
      problems.add(
          top, "", "expected YAML, found the character U+%04X".formatted(e.getCodePoint()));
    } catch (YAMLException e) {
      if (e.getCause() instanceof BoundedLines.TooLongException line) {
        problems.add(
            new Place(source, line.line(), 1),
            "",
            "expected at most " + BoundedLines.MOST + " characters in a line, found more");
        return null;
      }
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      problems.add(top, "", "expected YAML, " + e.getMessage());
    }
    return null;
  }

  static Place place(String source, @Nullable Mark mark) {
    return mark == null
        ? new Place(source, 1, 1)
        : new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
