package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Crc32sTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 255, 256, 65_536, 1_000_003})
  void checksumsCombine(int length) {
    var random = new Random(length);
    var bytes = new byte[length];
    random.nextBytes(bytes);
    for (int round = 0; round < 20; round++) {
      int split = random.nextInt(length + 1);

      assertThat(Crc32s.combine(crc(bytes, 0, split), crc(bytes, split, length), length - split))
          .isEqualTo(crc(bytes, 0, length));
    }
  }

  private static int crc(byte[] bytes, int from, int to) {
    var crc = new CRC32();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }
}
