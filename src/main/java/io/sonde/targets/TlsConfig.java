package io.sonde.targets;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of a connection: trusted certificates and the client certificate. Immutable.
 *
 * @param ca PEM certificates to trust instead of the JVM's; null for the JVM's
 * @param certificate PEM chain of the client certificate; null for none
 * @param key PEM (PKCS#8) private key of the certificate; null for none
 * @param insecure true to trust any certificate of any host name
 */
public record TlsConfig(
    @Nullable Path ca, @Nullable Path certificate, @Nullable Path key, boolean insecure) {}
