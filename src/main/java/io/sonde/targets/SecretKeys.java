package io.sonde.targets;

import io.sonde.yaml.Escapes;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pairs of keys for secrets: one for the text, one for a file. */
public final class SecretKeys {
  private SecretKeys() {}

  /** A secret as {@code key}, or in the file of {@code key-file}. Immutable. */
  public record One(Key<String> value, Key<Path> file) {
    /** Both keys, to describe them. */
    public List<Key<?>> keys() {
      return List.of(value, file);
    }

    /** The secret; null when there is none. Both at once are a problem. */
    public @Nullable Secret read(Section section) {
      Path path = section.find(file);
      String text = section.find(value);
      if (text != null && path != null) {
        section.problem(file, "expected " + value.name() + " or " + file.name() + ", found both");
      }
      if (path != null) {
        return Secret.inFile(path);
      }
      return text == null ? null : Secret.of(text);
    }
  }

  /** Named secrets in a map of texts and in a map of files. Immutable. */
  public record Many(Key<Map<String, Value>> values, Key<Map<String, Value>> files) {
    /** Both keys, to describe them. */
    public List<Key<?>> keys() {
      return List.of(values, files);
    }

    /** The secrets by their names; a name in both maps is a problem. */
    public Map<String, Secret> read(Section section) {
      Map<String, Secret> secrets = new LinkedHashMap<>();
      map(section, values).forEach((name, value) -> secrets.put(name, Secret.of(value.text())));
      map(section, files)
          .forEach((name, value) -> {
            if (secrets.put(name, Secret.inFile(value.file())) != null) {
              value.problem(
                  "expected it in "
                      + values.name()
                      + " or in "
                      + files.name()
                      + ", found it in both");
            }
          });
      return secrets;
    }

    private static Map<String, Value> map(Section section, Key<Map<String, Value>> key) {
      Map<String, Value> map = section.find(key);
      return map == null ? Map.of() : map;
    }
  }

  /** Adds a problem when there is a user name without a password, or the reverse. */
  public static void checkPair(
      Section section,
      Key<String> usernameKey,
      @Nullable String username,
      One passwordKeys,
      @Nullable Secret password) {
    if (username == null != (password == null)) {
      section.problem(
          username == null ? passwordKeys.value() : usernameKey,
          "expected username and password together, found one of them");
    }
  }

  /**
   * The keys of one secret.
   *
   * @param what the description, such as "The password."
   */
  public static One one(String key, String what) {
    return new One(
        Key.of(key, Types.TEXT, what).asSecret(),
        Key.of(
            key + "-file",
            Types.FILE,
            "A file with it instead, read again at each use. At most 64 KiB; white space at its"
                + " end is not part of it."));
  }

  /**
   * The keys of named secrets.
   *
   * @param what the description, such as "Headers that are sent with each request."
   */
  public static Many many(String key, String fileKey, String what) {
    return new Many(
        Key.of(key, Types.textMap("map of names to texts", "a map of names to values"), what)
            .asSecret(),
        Key.of(
                fileKey,
                Types.textMap("map of names to files", "a map of names to files"),
                "The same with values that are read from files, again at each use.")
            .escaped(Escapes::segment));
  }
}
