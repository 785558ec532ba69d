package io.sonde.exposition;

/**
 * Computes the CRC-32 of two concatenated byte sequences from the CRC-32 of each, without the
 * bytes; the JDK's {@link java.util.zip.CRC32} cannot do that. The algorithm is that of zlib's
 * {@code crc32_combine}: multiplication of polynomials over GF(2) modulo the polynomial of CRC-32,
 * with the lowest power in the highest bit.
 */
final class Crc32s {
  private static final int POLYNOMIAL = 0xEDB88320;
  private static final int ONE = 1 << 31;

  /** {@code x} to the power of {@code 2^i}. */
  private static final int[] POWERS = new int[32];

  static {
    POWERS[0] = 1 << 30;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = product(POWERS[i - 1], POWERS[i - 1]);
    }
  }

  private Crc32s() {}

  /**
   * The CRC-32 of the concatenation.
   *
   * @param length of the second sequence, in bytes
   */
  static int combine(int first, int second, long length) {
    return product(powerOfBytes(length), first) ^ second;
  }

  /**
   * {@code x} to the power of {@code 8 * bytes}, the number of bits that follow the first sequence.
   */
  private static int powerOfBytes(long bytes) {
    int power = ONE;
    int i = 3;
    for (long left = bytes; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        power = product(POWERS[i % POWERS.length], power);
      }
      i++;
    }
    return power;
  }

  private static int product(int a, int b) {
    int product = 0;
    int shifted = b;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
    }
    return product;
  }
}
