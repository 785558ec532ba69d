package io.sonde.discovery;

import io.sonde.config.FilePattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files in the format of file_sd. A changed file is read when it has not changed for a moment,
 * since it may be half written. The last good content of a file that is broken or gone stays in
 * use.
 */
final class FileListSource implements ListSource {
  private static final long SETTLE_MILLIS = 200;

  /** The field with the path of the file. */
  private static final String FILE = "__meta_filepath";

  private final List<FilePattern> patterns;
  private final Set<String> fields;
  private final int most;
  private final Map<Path, State> states = new LinkedHashMap<>();

  /**
   * What is known of a file.
   *
   * @param digest of the content as it was last seen whole; null when it could not be read
   * @param entries of the last good content
   * @param problem why that is not the present one; null when it is
   */
  private record State(
      @Nullable String digest, List<Map<String, String>> entries, @Nullable String problem) {}

  /**
   * The files that patterns match.
   *
   * @param fields the names of labels that are kept
   * @param most the maximum number of targets of a file
   */
  FileListSource(List<FilePattern> patterns, Set<String> fields, int most) {
    this.patterns = patterns;
    this.fields = fields;
    this.most = most;
  }

  @Override
  public Found look() throws InterruptedException {
    Set<Path> files = new LinkedHashSet<>();
    patterns.forEach(pattern -> files.addAll(pattern.files()));
    files.addAll(states.keySet());
    Map<Path, String> changed = new LinkedHashMap<>();
    for (Path file : files) {
      State before = states.get(file);
      try {
        String digest = digest(content(file));
        if (before == null || !digest.equals(before.digest)) {
          changed.put(file, digest);
        }
      } catch (IOException | ListException e) {
        keep(file, null, e);
      }
    }
    if (!changed.isEmpty()) {
      Thread.sleep(SETTLE_MILLIS);
      changed.forEach(this::take);
    }
    return found();
  }

  /** Takes what is still so; else it is being written. */
  private void take(Path file, String digest) {
    try {
      byte[] content = content(file);
      if (digest.equals(digest(content))) {
        states.put(file, new State(digest, entries(file, content), null));
      }
    } catch (IOException | ListException e) {
      keep(file, digest, e);
    }
  }

  private void keep(Path file, @Nullable String digest, Exception why) {
    State before = states.get(file);
    String problem =
        why instanceof NoSuchFileException
            ? "there is no such file"
            : String.valueOf(why.getMessage());
    states.put(
        file,
        new State(digest, before == null ? List.of() : before.entries, file + ": " + problem));
  }

  private Found found() {
    List<Map<String, String>> entries = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    states
        .values()
        .forEach(state -> {
          entries.addAll(state.entries);
          if (state.problem != null) {
            problems.add(state.problem);
          }
        });
    return new Found(entries, problems);
  }

  private static byte[] content(Path file) throws IOException, ListException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(TargetGroups.MOST_BYTES + 1);
      if (bytes.length > TargetGroups.MOST_BYTES) {
        throw new ListException("it has more than " + (TargetGroups.MOST_BYTES >> 20) + " MiB");
      }
      return bytes;
    }
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JVM has SHA-256", e);
    }
  }

  private List<Map<String, String>> entries(Path file, byte[] content) throws ListException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException _) {
      throw new ListException("it is not UTF-8");
    }
    List<Map<String, String>> entries =
        file.toString().endsWith(".json")
            ? TargetGroups.json(text, fields, most)
            : TargetGroups.yaml(text, fields, most);
    if (fields.contains(FILE)) {
      entries.forEach(entry -> entry.put(FILE, file.toString()));
    }
    return entries;
  }
}
