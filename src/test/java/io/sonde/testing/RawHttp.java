package io.sonde.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server of this machine, over which a test says exactly what it wants to, and
 * reads exactly what comes back. Nothing waits longer than half a minute.
 */
public final class RawHttp implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  public RawHttp(int port) throws IOException {
    this(port, 0);
  }

  /**
   * @param receiveBuffer bytes that the kernel keeps for a reader that is slow; 0 for its default
   */
  public RawHttp(int port, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
    in = new BufferedInputStream(socket.getInputStream(), 512);
  }

  public Socket socket() {
    return socket;
  }

  /** Sends text as it is; the line ends of a text block become those of HTTP. */
  public RawHttp send(String text) throws IOException {
    socket
        .getOutputStream()
        .write(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Sends a request without a body. */
  public RawHttp request(String method, String path, String... headers) throws IOException {
    var lines = new StringBuilder(method + " " + path + " HTTP/1.1\nHost: localhost\n");
    for (String header : headers) {
      lines.append(header).append('\n');
    }
    return send(lines.append('\n').toString());
  }

  /** A request and its whole answer. */
  public Answer exchange(String method, String path, String... headers) throws IOException {
    return request(method, path, headers).answer(method.equals("HEAD"));
  }

  /** The whole answer to the request that was sent last. */
  public Answer answer(boolean head) throws IOException {
    Answer start = start();
    return new Answer(start.status, start.headers, head ? new byte[0] : body(start));
  }

  /** Status and headers; the body is still to be read. */
  public Answer start() throws IOException {
    String status = line();
    var headers = new TreeMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + ", " + b);
    }
    return new Answer(Integer.parseInt(status.split(" ", 3)[1]), headers, new byte[0]);
  }

  private byte[] body(Answer start) throws IOException {
    String length = start.header("content-length");
    if (length != null) {
      return exactly(Integer.parseInt(length));
    }
    var body = new ByteArrayOutputStream();
    if (!"chunked".equals(start.header("transfer-encoding"))) {
      return body.toByteArray();
    }
    while (true) {
      byte[] chunk = exactly(Integer.parseInt(line(), 16));
      body.writeBytes(chunk);
      line();
      if (chunk.length == 0) {
        return body.toByteArray();
      }
    }
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("expected " + count + " bytes, found " + bytes.length);
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended in a line: '" + line + "'");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** The bytes that come, as they are on the wire. */
  public InputStream in() {
    return in;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * What a server answered.
   *
   * @param headers by name in lower case
   * @param body without the framing
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(int status, Map<String, String> headers, byte[] body) {
    public @Nullable String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }
}
