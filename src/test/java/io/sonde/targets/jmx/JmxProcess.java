package io.sonde.targets.jmx;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link JmxServerMain} in a JVM of its own, until it is closed. */
public final class JmxProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;
  private final int port;

  private JmxProcess(Process process, BufferedReader said, int port) {
    this.process = process;
    this.said = said;
    this.port = port;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param options of the JVM, such as {@code -Dtest.port=0}
   */
  public static JmxProcess start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
    // What the server announces in its stubs.
    command.add("-Djava.rmi.server.hostname=localhost");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(options), JmxServerMain.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder words = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith("ready ")) {
        return new JmxProcess(process, said, Integer.parseInt(line.substring("ready ".length())));
      }
      words.append(line).append('\n');
    }
    throw new IOException("the JMX server ended: " + words);
  }

  private static String classPath(String... options) {
    String path = System.getProperty("java.class.path");
    for (String option : options) {
      if (option.startsWith("-Dtest.path=")) {
        path += System.getProperty("path.separator") + option.substring("-Dtest.path=".length());
      }
    }
    return path;
  }

  /** Waits until somebody reads the attribute that never answers, once for each who does. */
  void awaitSlow() throws IOException {
    String line = said.readLine();
    if (!"slow".equals(line)) {
      throw new IOException("the JMX server says: " + line);
    }
  }

  long pid() {
    return process.pid();
  }

  /** The port of the registry. */
  public int port() {
    return port;
  }

  /** Where to find it, as a target has it. */
  public String url() {
    return "localhost:" + port;
  }

  /** Stops or continues all of its threads: {@code STOP}, {@code CONT}. */
  public void signal(String name) throws Exception {
    String pid = String.valueOf(process.pid());
    int exit = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("kill: " + exit);
    }
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
