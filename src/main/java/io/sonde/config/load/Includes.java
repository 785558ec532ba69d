package io.sonde.config.load;

import static java.lang.System.Logger.Level.WARNING;

import io.sonde.config.FilePattern;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Problems;
import io.sonde.yaml.References;
import io.sonde.yaml.Section;
import io.sonde.yaml.SourceFiles;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import io.sonde.yaml.YamlTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the files of {@code include}. Their targets, collectors and discoveries are added to those
 * of the main file. Paths in an included file are relative to its folder; references are to the
 * environment and to keys of the main file.
 */
final class Includes {
  private static final System.Logger LOGGER = System.getLogger(Includes.class.getName());

  static final Key<List<Value>> INCLUDE =
      Key.of(
          "include",
          Types.texts("list of files", "a list of files"),
          "Files, relative to the folder of this file, whose targets, collectors and discoveries"
              + " are added to those of this file. `*`, `?`, `[…]`, `{…}` match within names, `**`"
              + " across folders; hidden files are ignored. An included file must not have other"
              + " keys.");

  /** The keys of an included file. */
  private final List<Key<?>> keys;

  private final List<Key<?>> ofMainFile;
  private final Map<String, String> environment;
  private final Problems problems;
  private final SourceFiles sources;
  private final List<Fields> trees = new ArrayList<>();

  Includes(
      List<Key<?>> keys,
      List<Key<?>> ofMainFile,
      Map<String, String> environment,
      Problems problems,
      SourceFiles sources) {
    this.keys = keys;
    this.ofMainFile = ofMainFile.stream().filter(key -> !keys.contains(key)).toList();
    this.environment = environment;
    this.problems = problems;
    this.sources = sources;
  }

  /**
   * Reads the files.
   *
   * @param root the section of the main file
   * @param main the path of the main file
   * @param tree the keys of the main file, for references
   * @return the main file, then the included files sorted by name
   */
  List<Section> with(Section root, Path main, Fields tree) {
    List<Section> all = new ArrayList<>(List.of(root));
    List<Value> patterns = root.find(INCLUDE);
    for (Path file : files(patterns == null ? List.of() : patterns, main)) {
      Fields fields = References.resolve(YamlTree.read(file, problems, sources), tree, environment);
      trees.add(fields);
      Path folder = file.toAbsolutePath().getParent();
      all.add(Section.root(withoutOthers(fields), keys, folder == null ? main : folder, problems));
    }
    return all;
  }

  /** The trees of the included files that were read, references replaced, in the same order. */
  List<Fields> trees() {
    return List.copyOf(trees);
  }

  private Fields withoutOthers(Fields fields) {
    Map<String, Entry> entries = new LinkedHashMap<>(fields.entries());
    for (Key<?> key : ofMainFile) {
      Entry entry = entries.remove(key.name());
      if (entry != null) {
        problems.add(
            entry.place(),
            key.name(),
            "expected it in the main file only, found it in an included file");
      }
    }
    return new Fields(entries, fields.place());
  }

  private Set<Path> files(List<Value> patterns, Path main) {
    Set<Path> files = new LinkedHashSet<>();
    for (Value value : patterns) {
      FilePattern pattern = new FilePattern(value.file().toString());
      if (!pattern.hasWildcards()) {
        Path file = Path.of(pattern.path());
        if (sources.list(() -> Files.exists(file) ? List.of(file) : List.of()).isEmpty()) {
          value.problem("expected a file, found none at " + file);
        } else {
          files.add(file);
        }
        continue;
      }
      List<Path> found = sources.list(pattern::files);
      if (found.size() > FilePattern.MOST) {
        value.problem("expected at most " + FilePattern.MOST + " files, found more");
      } else if (found.isEmpty()) {
        LOGGER.log(WARNING, "{0} include: no file matches {1}", value.place(), pattern.path());
      } else {
        files.addAll(found);
      }
    }
    files.remove(main);
    return files;
  }
}
