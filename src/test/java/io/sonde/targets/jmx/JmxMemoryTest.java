package io.sonde.targets.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Reading;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers at their bound, in the heap of the image. */
class JmxMemoryTest {
  private static final int TARGETS = 4;
  private static final int READS = 3;
  private static final long BOUND = 8 << 20;

  /**
   * What takes the most memory for its bytes: empty texts, nulls, references to a text, objects of
   * a class without fields, and blocks without values.
   */
  @ParameterizedTest
  @ValueSource(strings = {"740000", "70", "71007e0002", "7371007e000078", "7700"})
  void fourTargetsAtTheirBoundLeaveTheProcessAlive(String flood) throws Exception {
    byte[] piece = HexFormat.of().parseHex(flood);
    try (HostileServer server = new HostileServer(socket -> answer(socket, piece))) {
      Process reader =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx48m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+ExitOnOutOfMemoryError",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Reader.class.getName(),
                  server.url())
              .redirectErrorStream(true)
              .start();

      String said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(reader.waitFor()).as(said).isZero();
      assertThat(said.strip()).isEqualTo("{LIMIT=" + TARGETS * READS + "}");
    }
  }

  /** Answers with one object, of which all of a bound is sent, and not the end. */
  private static void answer(Socket socket, byte[] piece) throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (bytes.size() < 1 << 16) {
      bytes.write(piece);
    }
    DataOutputStream out = Hostile.answer(Hostile.hello(socket));
    out.writeShort(0x7372);
    out.writeUTF("Empty");
    out.writeLong(1);
    out.writeByte(3);
    out.writeShort(0);
    out.writeShort(0x7870);
    out.writeByte(0x74); // what the references lead to
    out.writeUTF("text");
    while (true) {
      bytes.writeTo(out);
    }
  }

  /** Reads that registry for several targets at once, as the collections do. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) throws Exception {
      var memory = new ReadMemory(Runtime.getRuntime().maxMemory() / 4);
      var processor = new Semaphore(1);
      Map<String, Integer> outcomes = new ConcurrentHashMap<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < TARGETS; i++) {
        threads.add(
            Thread.startVirtualThread(() -> {
              try (var target = new JmxTarget(config(arguments[0]))) {
                var query =
                    target.prepare(new JmxQueryConfig(List.of("a:b=c")), Fields.of(Set.of("f")));
                for (int j = 0; j < READS; j++) {
                  long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                  var reading = new Reading(System::nanoTime, end, processor, memory);
                  try {
                    query.read(reading, _ -> {});
                  } catch (ReadException e) {
                    outcomes.merge(e.reason().name(), 1, Integer::sum);
                  } finally {
                    reading.end();
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      System.out.println(outcomes);
    }

    private static JmxConfig config(String url) {
      return new JmxConfig("jmx", url, null, null, null, false, false, BOUND);
    }
  }
}
