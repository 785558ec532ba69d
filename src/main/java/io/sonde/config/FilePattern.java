package io.sonde.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files by a pattern of their names, in the order of their names: {@code teams/*.yaml}. Symbolic
 * links are followed, hidden files and folders are left out. Immutable.
 */
final class FilePattern {
  /** The most files; of more, one more is found. */
  static final int MOST = 1_000;

  private static final Pattern MAGIC = Pattern.compile("[*?\\[{]");
  private static final int DEEPEST = 10;

  private final Path folder;
  private final int depth;
  private final PathMatcher matcher;

  /**
   * @param pattern an absolute path with {@code *}, {@code ?}, {@code […]} or {@code {…}}
   */
  FilePattern(String pattern) {
    Path path = Path.of(pattern);
    Path above = path;
    while (isOne(above.toString()) && above.getParent() != null) {
      above = above.getParent();
    }
    this.folder = above;
    this.depth = pattern.contains("**") ? DEEPEST : path.getNameCount() - above.getNameCount();
    this.matcher = path.getFileSystem().getPathMatcher("glob:" + pattern);
  }

  /** True for a text that is more than the name of one file. */
  static boolean isOne(String pattern) {
    return MAGIC.matcher(pattern).find();
  }

  /** The files that there are now; none when a folder cannot be read. */
  List<Path> files() {
    BiPredicate<Path, Object> wanted =
        (path, _) -> matcher.matches(path) && !hidden(path) && Files.isRegularFile(path);
    try (Stream<Path> found =
        Files.find(folder, depth, wanted::test, FileVisitOption.FOLLOW_LINKS)) {
      return found.limit(MOST + 1L).sorted().toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of();
    }
  }

  private boolean hidden(Path path) {
    for (Path name : folder.relativize(path)) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
