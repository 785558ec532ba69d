package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS for one connection. Immutable.
 *
 * @param host the host name that the certificate must have; it may differ from the host of the
 *     connection
 */
record RmiTls(SSLContext context, String host) {
  /**
   * Makes the TLS handshake over a connected socket.
   *
   * @throws SSLException when that fails, whatever the cause
   */
  SSLSocket over(Socket socket, Reading reading) throws IOException {
    try {
      socket.setSoTimeout(reading.millisLeft());
      SSLSocket secured =
          (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    } catch (SocketTimeoutException | SSLException e) {
      throw e;
    } catch (IOException e) {
      throw new SSLException("no TLS: " + e.getMessage(), e);
    }
  }
}
