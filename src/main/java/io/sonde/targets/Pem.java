package io.sonde.targets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and private keys from PEM texts.
 *
 * <p>Keys may be PKCS#8 ({@code PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) or SEC 1 ({@code EC
 * PRIVATE KEY}), none of them encrypted. The JDK reads PKCS#8 only, so the others are converted to
 * it, until JEP 470 (in preview in JDK 25) is final. Messages name the source, never the text.
 * Stateless.
 */
public final class Pem {
  /** The maximum size of a file in bytes. */
  private static final int MOST_BYTES = 1 << 20;

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** AlgorithmIdentifier of RSA keys: rsaEncryption, no parameters. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** The object identifier of EC keys: id-ecPublicKey. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  /** The object identifiers of the curves P-256, P-384 and P-521. */
  private static final List<byte[]> CURVES =
      List.of(
          HexFormat.of().parseHex("06082a8648ce3d030107"),
          HexFormat.of().parseHex("06052b81040022"),
          HexFormat.of().parseHex("06052b81040023"));

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private Pem() {}

  /**
   * The content of a file. At most 1 MiB is read, since the file may be an endless device.
   *
   * @throws IOException also for more than 1 MiB
   */
  public static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("it has more than 1 MiB");
      }
      return bytes;
    }
  }

  /**
   * The certificates of a text, in their order.
   *
   * @param place where the text stands, for messages
   * @throws IOException when there is none, or one cannot be read
   */
  public static List<X509Certificate> certificates(String place, byte[] pem) throws IOException {
    List<X509Certificate> found;
    try {
      found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (GeneralSecurityException e) {
      throw new IOException(place + ": expected PEM certificates: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new IOException(place + ": expected PEM certificates, found none");
    }
    return found;
  }

  /** The time until which a certificate is valid. */
  public static Instant notAfter(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  /**
   * The first private key of a text.
   *
   * @param place where the text stands, for messages
   * @throws IOException when there is none, or it cannot be read
   */
  public static PrivateKey privateKey(String place, byte[] pem) throws IOException {
    Matcher block = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!block.find()) {
      throw new IOException(place + ": expected a PEM private key, found none");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException e) {
      throw new IOException(place + ": the private key is not Base64");
    }
    return switch (block.group(1)) {
      case "PRIVATE KEY" -> decoded(place, der);
      case "RSA PRIVATE KEY" -> decoded(place, pkcs8(RSA, der));
      case "EC PRIVATE KEY" -> decoded(place, pkcs8(curve(place, der), der));
      default ->
          throw new IOException(
              place
                  + ": expected a private key that is not encrypted, found BEGIN "
                  + block.group(1));
    };
  }

  private static PrivateKey decoded(String place, byte[] pkcs8) throws IOException {
    var spec = new PKCS8EncodedKeySpec(pkcs8);
    for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException _) {
        // a key of another algorithm
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IOException(place + ": expected an RSA, EC or EdDSA key");
  }

  /** PrivateKeyInfo of RFC 5208: version, algorithm, key. */
  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, VERSION_0, algorithm, der(OCTETS, key));
  }

  /** The AlgorithmIdentifier of an EC key, whose curve stands inside the key. */
  private static byte[] curve(String place, byte[] key) throws IOException {
    for (byte[] curve : CURVES) {
      for (int i = 0; i + curve.length <= key.length; i++) {
        if (Arrays.equals(key, i, i + curve.length, curve, 0, curve.length)) {
          return der(SEQUENCE, EC, curve);
        }
      }
    }
    throw new IOException(place + ": expected an EC key of the curve P-256, P-384 or P-521");
  }

  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length > 0xff) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length > 0x7f) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
