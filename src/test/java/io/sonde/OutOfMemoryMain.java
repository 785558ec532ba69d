package io.sonde;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.ObjectName;

/** Sonde in a JVM that has an attribute which takes as much memory as a file says. */
final class OutOfMemoryMain {
  private OutOfMemoryMain() {}

  /** What is read. */
  public interface MemoryMBean {
    /** The length of an array that was made for this. */
    int getTaken();
  }

  /** The attribute. */
  static final class Memory implements MemoryMBean {
    private final Path file;
    private volatile byte[] last = {}; // so that no compiler leaves the array out

    Memory(Path file) {
      this.file = file;
    }

    @Override
    public int getTaken() {
      try {
        last = new byte[Integer.parseInt(Files.readString(file))];
        return last.length;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Takes the file with the number of bytes, and then the arguments of Sonde. */
  public static void main(String[] arguments) throws Exception {
    ManagementFactory.getPlatformMBeanServer()
        .registerMBean(
            new javax.management.StandardMBean(
                new Memory(Path.of(arguments[0])), MemoryMBean.class),
            new ObjectName("test:type=Memory"));
    Main.main(java.util.Arrays.copyOfRange(arguments, 1, arguments.length));
  }
}
