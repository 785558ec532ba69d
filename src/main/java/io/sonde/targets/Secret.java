package io.sonde.targets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A password, token or key that can be used and never shown: given in the configuration, or in a
 * file that is read again at each use, so that a rotated one needs no restart.
 *
 * <p>Immutable and thread-safe. {@link #toString()} says nothing of the value.
 */
public final class Secret {
  private final @Nullable String value;
  private final @Nullable Path file;

  private Secret(@Nullable String value, @Nullable Path file) {
    this.value = value;
    this.file = file;
  }

  /** A secret that stands in the configuration itself. */
  public static Secret of(String value) {
    return new Secret(value, null);
  }

  /** A secret that is the text of a file, without the line end that editors leave. */
  public static Secret inFile(Path file) {
    return new Secret(null, file);
  }

  /**
   * The value, as it is now.
   *
   * @throws IOException when the file cannot be read; the message names the file, never its text
   */
  public String reveal() throws IOException {
    if (file == null) {
      return value == null ? "" : value;
    }
    try {
      return Files.readString(file).stripTrailing();
    } catch (IOException e) {
      throw new IOException("cannot read the secret file " + file, e);
    }
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
