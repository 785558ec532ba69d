package io.sonde.targets.jdbc.sockets;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates the sockets of drivers that have a property {@code socketFactory}; the drivers find this
 * class by its name. Each socket counts the bytes that it receives in the {@link ReceivedBytes} of
 * the login in which it was created. Sockets that are created outside of a login, such as those
 * that send a cancel, are not counted. Thread-safe.
 */
public final class CountingSockets extends SocketFactory {
  @Override
  public Socket createSocket() throws IOException {
    if (!ReceivedBytes.OF_LOGIN.isBound()) {
      return new Socket();
    }
    ReceivedBytes received = ReceivedBytes.OF_LOGIN.get();
    var socket = new CountingSocket(received);
    received.socket(socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  private Socket connected(SocketAddress remote, @Nullable SocketAddress local) throws IOException {
    Socket socket = createSocket();
    boolean done = false;
    try {
      socket.bind(local);
      socket.connect(remote);
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static final class CountingSocket extends Socket {
    private final ReceivedBytes received;

    CountingSocket(ReceivedBytes received) {
      this.received = received;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new CountingStream(super.getInputStream(), received);
    }
  }

  private static final class CountingStream extends FilterInputStream {
    private final ReceivedBytes received;

    CountingStream(InputStream in, ReceivedBytes received) {
      super(in);
      this.received = received;
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      if (read >= 0) {
        received.add(1);
      }
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      if (read > 0) {
        received.add(read);
      }
      return read;
    }
  }
}
