package io.sonde.targets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A password, token or key that is never shown. Its value is in the configuration or in a file; the
 * file is read at each use, so that a new value needs no restart.
 *
 * <p>Immutable and thread-safe. Two secrets are equal when they have the same value or the same
 * file, whatever its content. {@link #toString()} does not show the value.
 */
public final class Secret {
  /** The maximum size of a file in bytes. */
  public static final int MOST_BYTES = 64 << 10;

  private final @Nullable String value;
  private final @Nullable Path file;

  private Secret(@Nullable String value, @Nullable Path file) {
    this.value = value;
    this.file = file;
  }

  /** A secret with its value in the configuration. */
  public static Secret of(String value) {
    return new Secret(value, null);
  }

  /** A secret that is the content of a file, without the line end at its end. */
  public static Secret inFile(Path file) {
    return new Secret(null, file);
  }

  /** The file that it is read from; empty when its value is in the configuration. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * The present value.
   *
   * @throws IOException when the file cannot be read; the message names the file and says why,
   *     never its text
   */
  public String reveal() throws IOException {
    if (file == null) {
      return value == null ? "" : value;
    }
    String why;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length <= MOST_BYTES) {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes))
            .toString()
            .stripTrailing();
      }
      why = "it has more than " + (MOST_BYTES >> 10) + " KiB";
    } catch (NoSuchFileException _) {
      why = "there is no such file";
    } catch (AccessDeniedException _) {
      why = "this user may not read it";
    } catch (CharacterCodingException _) {
      why = "it is not UTF-8";
    } catch (IOException e) {
      why = Files.isDirectory(file) ? "it is a directory" : String.valueOf(e.getMessage());
    }
    throw new IOException("cannot read the secret file " + file + ": " + why);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && Objects.equals(value, secret.value)
        && Objects.equals(file, secret.file);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value, file);
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
