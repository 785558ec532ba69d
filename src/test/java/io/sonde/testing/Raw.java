package io.sonde.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection that says exactly what a test wants said, and reads what comes back. */
public final class Raw implements AutoCloseable {
  private static final int PATIENCE_MS = 20_000;

  private final Socket socket;
  private final InputStream in;

  private Raw(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  public static Raw connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    return new Raw(socket);
  }

  /** One request on a connection of its own: the whole answer, until the server or we close. */
  public static String exchange(int port, String request) throws IOException {
    try (var raw = connect(port)) {
      return raw.send(request).answer();
    }
  }

  /** A complete GET without a body. */
  public static String get(String path) {
    return request("GET", path);
  }

  /** A complete request without a body. */
  public static String request(String method, String path) {
    return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  public Raw send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Says that no more will be sent; the other direction stays open. */
  public Raw halfClose() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** The next answer: its head and its body, without the chunks. Empty when closed before. */
  public String answer() throws IOException {
    String head = head();
    if (head.contains("\r\nTransfer-Encoding: chunked\r\n")) {
      return head + chunks();
    }
    int length = length(head);
    return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private String chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    for (int length = chunkLength(); length > 0; length = chunkLength()) {
      body.write(in.readNBytes(length));
      in.skipNBytes(2); // the end of the line
    }
    in.skipNBytes(2);
    return body.toString(StandardCharsets.UTF_8);
  }

  private int chunkLength() throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("closed within a chunked body");
      }
      line.append((char) b);
    }
    return Integer.parseInt(line.toString().strip(), 16);
  }

  /** The head of the next answer: what HEAD is answered with. */
  public String head() throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.write(b);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** Everything until the server closes. */
  public String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }
}
