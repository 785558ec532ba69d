package io.sonde.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a configuration was read from, so that a change can be noticed: files by their content,
 * wherever symbolic links lead, and lists of files by their names. A file that cannot be read, or
 * is not there, counts too. Thread-safe.
 */
public final class SourceFiles {
  private static final String NOTHING = "nothing";

  private final Map<Path, String> files = new LinkedHashMap<>();
  private final Map<Supplier<List<Path>>, List<Path>> lists = new LinkedHashMap<>();

  /** The content of each file and the names in each list, at one time. Immutable. */
  public record State(List<Object> parts) {
    public State {
      parts = List.copyOf(parts);
    }
  }

  /** Follows a file as it was read; of two readings the first one counts. */
  synchronized void read(Path file, MessageDigest content) {
    files.putIfAbsent(file, hex(content));
  }

  /** Follows a file that could not be read. */
  synchronized void unread(Path file) {
    files.putIfAbsent(file, content(file));
  }

  /**
   * Follows which files there are.
   *
   * @return what the list is now
   */
  public synchronized List<Path> list(Supplier<List<Path>> list) {
    List<Path> found = List.copyOf(list.get());
    lists.put(list, found);
    return found;
  }

  /** The files, in the order in which they were read. */
  public synchronized List<Path> files() {
    return List.copyOf(files.keySet());
  }

  /** As it was when it was read. */
  public synchronized State asRead() {
    List<Object> parts = new ArrayList<>(files.values());
    parts.addAll(lists.values());
    return new State(parts);
  }

  /** As it is now. */
  public State now() {
    List<Object> parts = new ArrayList<>();
    List<Supplier<List<Path>>> all;
    synchronized (this) {
      all = List.copyOf(lists.keySet());
    }
    files().forEach(file -> parts.add(content(file)));
    all.forEach(list -> parts.add(List.copyOf(list.get())));
    return new State(parts);
  }

  private static String content(Path file) {
    MessageDigest digest = digest();
    byte[] buffer = new byte[8 << 10];
    try (InputStream in = new BoundedInput(Files.newInputStream(file), YamlTree.MOST_BYTES)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return hex(digest);
    } catch (IOException _) {
      return NOTHING;
    }
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
