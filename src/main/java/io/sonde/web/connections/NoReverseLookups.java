package io.sonde.web.connections;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * The JVM's own resolver without lookups of the name of an address: that name is always its number.
 *
 * <p>Helidon 4.4.0 asks for the name of the client of each TLS connection ({@code
 * ConnectionHandler.createNioSocket}). A name server that does not answer would delay each of them,
 * and hold a carrier of virtual threads meanwhile; and logs, bounds and the status page would have
 * names that others can choose. To be removed with a Helidon that uses {@code getHostString}.
 *
 * <p>{@code META-INF/services} names this class. Thread-safe.
 */
public final class NoReverseLookups extends InetAddressResolverProvider {
  @Override
  public String name() {
    return "no reverse lookups";
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver own = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return own.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        throw new UnknownHostException("the names of addresses are not looked up");
      }
    };
  }
}
