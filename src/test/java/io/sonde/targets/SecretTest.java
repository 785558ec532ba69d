package io.sonde.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
  @TempDir Path folder;

  @Test
  void aFileIsReadAgainAtEachUse() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "one\n");
    Secret secret = Secret.inFile(file);
    assertThat(secret.reveal()).isEqualTo("one");
    Files.writeString(file, "two");
    assertThat(secret.reveal()).isEqualTo("two");
  }

  @Test
  void itIsNeverPrinted() {
    assertThat(Secret.of("hunter2")).hasToString("Secret[hidden]");
    assertThat(Secret.inFile(Path.of("hunter2"))).hasToString("Secret[hidden]");
  }

  @Test
  void valuesAndFilesAreCompared() throws IOException {
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
    assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b"));
    Path file = Files.writeString(folder.resolve("a"), "a");
    Secret before = Secret.inFile(file);
    Files.writeString(file, "b");
    assertThat(before).isEqualTo(Secret.inFile(file)).hasSameHashCodeAs(Secret.inFile(file));
    assertThat(Secret.inFile(Path.of("a"))).isNotEqualTo(Secret.of("a"));
    assertThat(Secret.inFile(Path.of("a"))).isNotEqualTo(Secret.inFile(Path.of("b")));
  }

  @Test
  void aFileThatCannotBeReadSaysWhyAndNotItsText() throws IOException {
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'s', (byte) 0xe4});
    Path large = Files.write(folder.resolve("large"), new byte[Secret.MOST_BYTES + 1]);
    refused(folder.resolve("missing"), "there is no such file");
    refused(folder, "it is a directory");
    refused(latin, "it is not UTF-8");
    refused(large, "it has more than 64 KiB");
    Files.write(large, new byte[Secret.MOST_BYTES]);
    assertThat(Secret.inFile(large).reveal()).hasSize(Secret.MOST_BYTES);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileWithoutPermissionSaysSo() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "hunter2");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads everything");
    refused(file, "this user may not read it");
  }

  /** It filled the heap. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileWithoutEndIsReadToABound() {
    refused(Path.of("/dev/zero"), "it has more than 64 KiB");
  }

  private static void refused(Path file, String why) {
    assertThatThrownBy(Secret.inFile(file)::reveal)
        .isInstanceOf(IOException.class)
        .hasMessage("cannot read the secret file " + file + ": " + why);
  }
}
