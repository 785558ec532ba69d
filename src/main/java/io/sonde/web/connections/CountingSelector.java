package io.sonde.web.connections;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/**
 * Helidon's selector of HTTP/1.1, whose connections are counted out when they end and read the
 * heads of requests as a whole.
 *
 * <p>As the only selector of a listener it is asked at once, before any byte has come. In 4.4.0
 * Helidon adds its own only where the listener has a protocol configuration. This ends with a
 * Helidon that lets a listener wrap its connections.
 */
final class CountingSelector implements ServerConnectionSelector {
  private final Connections connections;
  private final Http1Config http;
  private final ServerConnectionSelector selector;

  CountingSelector(Connections connections, Http1Config http) {
    this.connections = connections;
    this.http = http;
    this.selector = Http1ConnectionSelector.builder().config(http).build();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return selector.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return selector.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return selector.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Connection connection = connections.begin(context.childSocketId());
    if (connection == null || !connection.become(Connection.State.IDLE)) {
      throw new CloseConnectionException("the connection was given up before it began");
    }
    var heads = new RequestHeads(context, connection, connections, http);
    return new CountedConnection(
        connection,
        heads,
        () -> selector.connection(new HeadsContext(context, heads, connection)),
        () -> connections.end(connection));
  }
}
