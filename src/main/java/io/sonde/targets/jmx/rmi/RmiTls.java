package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import io.sonde.targets.jmx.JmxAddress;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS for the connections of one target. Immutable.
 *
 * @param address certificates must be for the host that is configured, when there is one, and not
 *     for any that a registry without TLS announces
 */
public record RmiTls(SSLContext context, JmxAddress address) {
  /**
   * Speaks TLS over a connected socket.
   *
   * @param host the host that it is connected to
   * @throws SSLException when that fails, whatever the cause
   */
  public SSLSocket over(Socket socket, String host, Reading reading) throws IOException {
    String expected = address instanceof JmxAddress.Registry registry ? registry.host() : host;
    try {
      socket.setSoTimeout(reading.millisLeft());
      SSLSocket secured =
          (SSLSocket)
              context.getSocketFactory().createSocket(socket, expected, socket.getPort(), true);
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

  /** True when TLS failed because the certificate, or the host name in it, was not accepted. */
  public static boolean distrusted(SSLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }
}
