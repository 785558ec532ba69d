package io.sonde.targets.jdbc;

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
 * Creates the sockets of drivers that have a property {@code socketFactory}; they find this class
 * by its name. Each socket reports received bytes to the {@link Meter} of the login in which it was
 * created. Sockets that are created outside of a login, such as those for a cancel, are not
 * metered. Thread-safe.
 */
public final class MeteredSockets extends SocketFactory {
  @Override
  public Socket createSocket() throws IOException {
    if (!Meter.OF_LOGIN.isBound()) {
      return new Socket();
    }
    Meter meter = Meter.OF_LOGIN.get();
    var socket = new MeteredSocket(meter);
    meter.uses(socket);
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

  private static final class MeteredSocket extends Socket {
    private final Meter meter;

    MeteredSocket(Meter meter) {
      this.meter = meter;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new MeteredStream(super.getInputStream(), meter);
    }
  }

  private static final class MeteredStream extends FilterInputStream {
    private final Meter meter;

    MeteredStream(InputStream in, Meter meter) {
      super(in);
      this.meter = meter;
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      if (read >= 0) {
        meter.received(1);
      }
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      if (read > 0) {
        meter.received(read);
      }
      return read;
    }
  }
}
