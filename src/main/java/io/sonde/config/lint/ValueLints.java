package io.sonde.config.lint;

import io.sonde.yaml.Key;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Types;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds single values that are probably mistakes: secrets in plain text, and files of certificates
 * and keys that cannot be read. Messages never show a secret. Used by one thread.
 */
final class ValueLints {
  private static final String FILE = "-file";

  /** Names of headers, properties and parameters whose values are secrets. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(?:authorization|password|passwd|pwd|secret|token|credential|cookie|api[-_]?key).*");

  /** A password in a URL. */
  private static final Pattern SECRET_IN_URL =
      Pattern.compile(
          "(?i)//[^/@\\s:]*:[^/@\\s]+@|[?&;](?:password|pwd|passwd|token|secret|api[-_]?key)=[^&;]+");

  private final Problems warnings;

  ValueLints(Problems warnings) {
    this.warnings = warnings;
  }

  /** Checks the value of a key, and all values below it. */
  void of(Key<?> key, Node node, String path) {
    of(key, node, path, List.of());
  }

  private void of(Key<?> key, Node node, String path, List<Key<?>> siblings) {
    List<Key<?>> below = key.type().keys();
    if (below.isEmpty()) {
      leaf(key, node, path, siblings);
      return;
    }
    if (node instanceof Items items) {
      for (int i = 0; i < items.nodes().size(); i++) {
        section(below, items.nodes().get(i), path + "[" + i + "]");
      }
    }
    section(below, node, path);
  }

  private void section(List<Key<?>> keys, Node node, String path) {
    if (node instanceof Fields fields) {
      for (Key<?> key : keys) {
        var entry = fields.entries().get(key.name());
        if (entry != null) {
          of(key, entry.node(), path + "." + key.name(), keys);
        }
      }
    }
  }

  private void leaf(Key<?> key, Node node, String path, List<Key<?>> siblings) {
    switch (node) {
      case Text text when key.secret() && has(siblings, key.name() + FILE) ->
          secret(text, path, key.name() + FILE);
      case Text text when key.secret() && SECRET_IN_URL.matcher(text.text()).find() ->
          secret(text, path, "a key of its own");
      case Text text when key.type().equals(Types.FILE) && !isOfSecret(key, siblings) ->
          file(text, path);
      case Fields map when key.secret() ->
          map.entries()
              .forEach((name, entry) -> {
                if (entry.node() instanceof Text text && SECRET_NAME.matcher(name).matches()) {
                  secret(text, path + "." + Problems.shown(name), "a file");
                }
              });
      case Fields helidon -> helidon(helidon, path);
      default -> {}
    }
  }

  private static boolean has(List<Key<?>> keys, String name) {
    return keys.stream().anyMatch(key -> key.name().equals(name));
  }

  /** True for a file with a secret, which may only exist on the machine of the service. */
  private static boolean isOfSecret(Key<?> key, List<Key<?>> siblings) {
    return key.name().endsWith(FILE)
        && siblings.stream()
            .anyMatch(one -> (one.name() + FILE).equals(key.name()) && one.secret());
  }

  private void secret(Text text, String path, String instead) {
    if (!text.nothing() && !text.written().contains("${")) {
      warnings.add(
          text.place(),
          path,
          "expected %s or a reference such as ${NAME}, found a secret in plain text"
              .formatted(instead));
    }
  }

  /** Warns of a file that cannot be read; its name is relative to the configuration file. */
  private void file(Text text, String path) {
    if (text.nothing() || text.place().line() == 0) {
      return;
    }
    Path folder = Path.of(text.place().source()).toAbsolutePath().getParent();
    Path file = folder == null ? Path.of(text.text()) : folder.resolve(text.text());
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      warnings.add(text.place(), path, "expected a file that can be read, found none at " + file);
    }
  }

  /** Checks Helidon's keys: passphrases, and the files of TLS. */
  private void helidon(Fields fields, String path) {
    fields
        .entries()
        .forEach((name, entry) -> {
          String below = path + "." + name;
          switch (entry.node()) {
            case Text text when name.equals("passphrase") ->
                secret(text, below, "an environment variable");
            case Text text when below.endsWith(".resource.path") -> file(text, below);
            case Fields inner -> helidon(inner, below);
            case Items items ->
                items.nodes().stream()
                    .filter(Fields.class::isInstance)
                    .forEach(item -> helidon((Fields) item, below));
            default -> {}
          }
        });
  }
}
