package io.sonde.web.connections;

import io.helidon.common.socket.SocketOptions;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Socket options with an action for each accepted connection, on the thread of its listener. */
final class CountingOptions implements SocketOptions {
  private final SocketOptions options;
  private final Consumer<SocketChannel> accepted;

  /**
   * @param accepted the action; when it throws, Helidon closes the connection
   */
  CountingOptions(SocketOptions options, Consumer<SocketChannel> accepted) {
    this.options = options;
    this.accepted = accepted;
  }

  @Override
  public void configureSocket(SocketChannel socket) {
    accepted.accept(socket);
    options.configureSocket(socket);
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return options.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return options.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return options.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return options.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return options.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return options.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return options.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return options.tcpNoDelay();
  }
}
