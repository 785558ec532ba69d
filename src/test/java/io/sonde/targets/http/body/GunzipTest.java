package io.sonde.targets.http.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Bodies that are compressed, whole and broken. */
class GunzipTest {
  private static final HttpHeaders GZIP =
      HttpHeaders.of(Map.of("Content-Encoding", List.of("gzip")), (_, _) -> true);

  private static String text(InputStream zipped) throws IOException {
    try (var text = new Content(GZIP, zipped, ByteLimit.ofText(1_000_000)).anyText()) {
      return text.readAllAsString();
    }
  }

  private static byte[] zipped(String text) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return zipped.toByteArray();
  }

  private static byte[] joined(byte[]... members) throws IOException {
    var joined = new ByteArrayOutputStream();
    for (byte[] member : members) {
      joined.write(member);
    }
    return joined.toByteArray();
  }

  /** Gives one byte at a time, as a slow network does. */
  private static InputStream slowly(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1));
      }
    };
  }

  private static String noise() {
    var random = new Random(9);
    var noise = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      noise.append((char) ('!' + random.nextInt(90)));
    }
    return noise.toString();
  }

  @Test
  void membersFollowEachOther() throws Exception {
    String noise = noise();
    byte[] several = joined(zipped(noise), zipped(""), zipped("é"), zipped(noise));

    assertThat(text(new ByteArrayInputStream(several))).isEqualTo(noise + "é" + noise);
    assertThat(text(slowly(several))).isEqualTo(noise + "é" + noise);
  }

  /** The checksum of a header is not checked. */
  @Test
  void headersMayHaveAllTheirParts() throws Exception {
    byte[] plain = zipped("text");
    byte[] header = {31, -117, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 5, 6, 2, 0, 'x', 'x'};
    byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
    byte[] whole = joined(header, "name\0comment\0".getBytes(UTF_8), new byte[] {9, 9}, rest);

    assertThat(text(new ByteArrayInputStream(whole))).isEqualTo("text");
  }

  /** The stream of the JDK recurses for each of them, until the stack is full. */
  @Test
  void emptyMembersWithoutEndAreReadOneAfterTheOther() throws Exception {
    byte[] empty = zipped("");
    var many = new ByteArrayOutputStream();
    for (int i = 0; i < 100_000; i++) {
      many.write(empty);
    }
    many.write(zipped("end"));

    assertThat(text(new ByteArrayInputStream(many.toByteArray()))).isEqualTo("end");
  }

  /** The stream of the JDK takes this for the end. */
  @Test
  void aBodyThatFailsBetweenTwoMembersHasFailed() throws Exception {
    var failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Connection reset");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("Connection reset");
          }
        };
    var body = new SequenceInputStream(new ByteArrayInputStream(zipped("a 1\n")), failing);

    assertThatThrownBy(() -> text(body))
        .isInstanceOf(IOException.class)
        .hasMessage("Connection reset");
  }

  @Test
  void whatIsCutIsBroken() throws Exception {
    byte[] whole = joined(zipped("a 1\n"), zipped("b 2\n"));
    int first = zipped("a 1\n").length;
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (length == first) {
        assertThat(text(new ByteArrayInputStream(cut))).isEqualTo("a 1\n");
      } else {
        assertThatThrownBy(() -> text(new ByteArrayInputStream(cut)))
            .as("cut after %d bytes", length)
            .isInstanceOf(BodyException.class)
            .hasMessage(
                "the gzip body is broken: "
                    + (cut.length == 0 ? "it is empty" : "it ends too early"));
      }
    }
  }

  @Test
  void whatIsChangedIsBroken() throws Exception {
    byte[] good = zipped("some words, and some words again");
    for (int i = good.length - 8; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      assertThatThrownBy(() -> text(new ByteArrayInputStream(bad)))
          .hasMessage("the gzip body is broken: Corrupt GZIP trailer");
    }
    byte[] bad = good.clone();
    bad[10] |= 6; // a kind of block that there is not
    assertThatThrownBy(() -> text(new ByteArrayInputStream(bad)))
        .hasMessage("the gzip body is broken: invalid block type");
    assertThatThrownBy(() -> text(new ByteArrayInputStream(joined(good, "more".getBytes(UTF_8)))))
        .hasMessage("the gzip body is broken: Not in GZIP format");
  }
}
