package io.sonde.targets.jmx.rmi;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the bytes, texts and names of serialized objects. Memory is requested for bytes that have
 * arrived, not for announced lengths. Not thread-safe.
 */
final class SerialInput {
  private static final int LONGEST_NAME = 1_000;
  private static final int CHUNK = 64 << 10;

  private final DataInputStream in;
  private final RmiMemory memory;

  SerialInput(DataInputStream in, RmiMemory memory) {
    this.in = in;
    this.memory = memory;
  }

  DataInputStream data() {
    return in;
  }

  RmiMemory memory() {
    return memory;
  }

  byte[] bytes(long length) throws IOException {
    memory.check(length);
    memory.use(24);
    byte[] bytes = new byte[(int) Math.min(length, CHUNK)];
    int received = 0;
    while (true) {
      memory.use(bytes.length - received);
      in.readFully(bytes, received, bytes.length - received);
      received = bytes.length;
      if (received == length) {
        return bytes;
      }
      memory.use(received); // both are in memory while one is copied
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * received));
      memory.release(received);
    }
  }

  /** Modified UTF-8: U+0000 has two bytes, a supplementary character six. */
  String text(long length) throws IOException {
    byte[] bytes = bytes(length);
    memory.use(40 + 2L * bytes.length);
    boolean plain = true;
    for (byte each : bytes) {
      plain &= each > 0;
    }
    String text = plain ? new String(bytes, StandardCharsets.US_ASCII) : decode(bytes);
    memory.release(24L + bytes.length);
    return text;
  }

  static StreamCorruptedException malformed(String found) {
    return new StreamCorruptedException("expected Java serialization, found " + found);
  }

  /** A name of a class or a field. Its length is limited, since many objects can share it. */
  String name() throws IOException {
    int length = in.readUnsignedShort();
    if (length > LONGEST_NAME) {
      throw malformed("a name of " + length + " bytes");
    }
    return text(length);
  }

  /**
   * Decodes modified UTF-8: UTF-8 of each {@code char}, with two bytes for U+0000. {@link
   * java.io.DataInput#readUTF} documents it, but does not read more than 65,535 bytes.
   */
  private static String decode(byte[] bytes) throws UTFDataFormatException {
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
