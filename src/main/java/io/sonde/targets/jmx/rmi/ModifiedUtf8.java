package io.sonde.targets.jmx.rmi;

import java.io.UTFDataFormatException;

/**
 * Texts as Java serialization writes them: UTF-8 of each {@code char}, with two bytes for U+0000. Stateless. {@link java.io.DataInput#readUTF} reads no more than 65,535 bytes of it.
 *
 * <p>Source: the documentation of {@link java.io.DataInput}.
 */
final class ModifiedUtf8 {
  private ModifiedUtf8() {}

  static String decode(byte[] bytes) throws UTFDataFormatException {
    char[] chars = new char[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; length++) {
      int first = bytes[i++];
      if (first >= 0) {
        chars[length] = (char) first;
      } else if ((first & 0xe0) == 0xc0) {
        chars[length] = (char) ((first & 0x1f) << 6 | next(bytes, i++));
      } else if ((first & 0xf0) == 0xe0) {
        chars[length] = (char) ((first & 0x0f) << 12 | next(bytes, i++) << 6 | next(bytes, i++));
      } else {
        throw new UTFDataFormatException("expected modified UTF-8");
      }
    }
    return new String(chars, 0, length);
  }

  private static int next(byte[] bytes, int index) throws UTFDataFormatException {
    if (index >= bytes.length || (bytes[index] & 0xc0) != 0x80) {
      throw new UTFDataFormatException("expected modified UTF-8");
    }
    return bytes[index] & 0x3f;
  }
}
