package io.sonde.web.protection;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/**
 * Checks whether a private key belongs to a certificate, which the JDK does not check before a
 * handshake.
 */
final class Pairs {
  private static final byte[] SIGNED = {1, 2, 3};

  private Pairs() {}

  static void check(X509Certificate certificate, PrivateKey key, WebConfig.Tls tls)
      throws IOException, GeneralSecurityException {
    String algorithm =
        switch (certificate.getPublicKey().getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> null;
        };
    if (algorithm == null) {
      return; // the handshake will fail if it does not
    }
    boolean matches;
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(SIGNED);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(SIGNED);
      matches = signature.verify(signed);
    } catch (java.security.InvalidKeyException | java.security.SignatureException e) {
      matches = false;
    }
    if (!matches) {
      throw new IOException(
          tls.key().place()
              + ": expected the key of the certificate in "
              + tls.certificate().place()
              + ", found another one");
    }
  }
}
