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
 * A file, or a pattern of file names such as {@code /etc/sonde/teams/*.yaml}. Immutable.
 *
 * @param path an absolute path; {@code *}, {@code ?}, {@code […]} and {@code {…}} make it a pattern
 */
public record FilePattern(String path) {
  /** The maximum number of files of a pattern; when there are more, one more is returned. */
  public static final int MOST = 1_000;

  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
  private static final int MOST_LEVELS = 10;

  /** True for a pattern, false for the name of one file. */
  public boolean hasWildcards() {
    return hasWildcards(path);
  }

  private static boolean hasWildcards(String path) {
    return WILDCARD.matcher(path).find();
  }

  /**
   * The files that match now, sorted by name; none when a folder cannot be read. Symbolic links are
   * followed; hidden files and folders are left out. Without wildcards it is the one file, whether
   * it exists or not.
   */
  public List<Path> files() {
    Path whole = Path.of(path);
    if (!hasWildcards()) {
      return List.of(whole);
    }
    Path folder = whole;
    while (hasWildcards(folder.toString()) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    Path root = folder;
    int levels = path.contains("**") ? MOST_LEVELS : whole.getNameCount() - root.getNameCount();
    PathMatcher matcher = whole.getFileSystem().getPathMatcher("glob:" + path);
    BiPredicate<Path, Object> wanted =
        (file, _) -> matcher.matches(file) && !isHidden(root, file) && Files.isRegularFile(file);
    try (Stream<Path> found =
        Files.find(root, levels, wanted::test, FileVisitOption.FOLLOW_LINKS)) {
      return found.limit(MOST + 1L).sorted().toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of();
    }
  }

  private static boolean isHidden(Path root, Path file) {
    for (Path name : root.relativize(file)) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
