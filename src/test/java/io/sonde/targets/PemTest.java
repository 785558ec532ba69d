package io.sonde.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The forms in which other programs write private keys. The keys are made for this test. */
class PemTest {
  private static final String SEC1 =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEICCkA5TMrBcy7AlIO9Ry2P5rNwabZnOr0nNIwSXVIqgZoAoGCCqGSM49
      AwEHoUQDQgAEItoNf1au5SJkFQb0ADJw6emBpY+RkrSBIfBj9RXRQ2x1Q8VIIUvP
      7vojLidvmdTzugm4S3m/TZbYK6Ltu166Fw==
      -----END EC PRIVATE KEY-----
      """;

  private static final String PKCS1 =
      """
      -----BEGIN RSA PRIVATE KEY-----
      MIICXQIBAAKBgQDDrfCtnevpNP9tGkFQ1DRa8sRZG9baXdq8zaMxzYBMA0DuTaog
      rXvPTDFiFc1t32q2cdwszjdAqiZbNSaoy8b/kvVxyxKyfBy71HTIa30LmysZBOh6
      Fw4k4kiGGMuVIvo6MfCMYleZRUc297ue8l4XW+P9I6Ohlbl5ylSYeBbTnQIDAQAB
      AoGAWf3Yvj/uiuXwwoBcoYu2OE2Ft2VyPiMDwejgsLrN0id86RuWrkiatA9adr2I
      KIujTBy5IXIFPxwBX9jl2qM89OWPPScvpux43kIXffevrvMg+pN8WnKnVwKVNLAe
      24JrXFAT5DA6ZWTpwt8LLiARTIXGvacclzeBQTz5kd+/o4ECQQD8M4DBAJKVopjp
      Y7EYBjaIozVWi61lFzq7z9aju3N4fWinHoIR2t32dPWrXrbvnsOgsrNHO7Rmttgw
      w/TcQ/opAkEAxqB8wcyyOohQjiGAHHqddzuRSc5lFJyyjRt/rW5YwyD+1d55CYaj
      dqWdMXiwD4bbIOtW24mcFcNUdUpAzH8kVQJBAPhVbm6dNbmKBa+qrnLNi103+Alk
      ODTWjsroeJ14stbuBeKpM8KJFQ7dVBqOhOumFVNjIwz9SUHqwS4jhjRt6yECQDZx
      CKDp5TQL5uB+KComJYDnz9PGAYibxojMr7sukp+xLIgcOVq2D5nWnPZRWRh4Yxlr
      x9vWpPSGHGEloAstEh0CQQDIKsEfT4k6NMxWlUmtRC/uX7tFAWoCpc5hHvASNKVj
      IOdqyjNVuwoqluE3S5KPxDfzCCW5Ua0ixzq7jAMtIEJ3
      -----END RSA PRIVATE KEY-----
      """;

  private static PrivateKey key(String pem) throws IOException {
    return Pem.privateKey("a.key", pem.getBytes(StandardCharsets.US_ASCII));
  }

  private static String pkcs8(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  @Test
  void readsAnEcKeyOfOpenssl() throws IOException {
    assertThat(key(SEC1))
        .isInstanceOfSatisfying(
            ECPrivateKey.class,
            key -> assertThat(key.getParams().getCurve().getField().getFieldSize()).isEqualTo(256));
    assertThat(key(pkcs8(key(SEC1)))).isEqualTo(key(SEC1));
  }

  @Test
  void readsAnRsaKeyOfOpenssl() throws IOException {
    assertThat(key(PKCS1))
        .isInstanceOfSatisfying(
            RSAPrivateCrtKey.class,
            key -> assertThat(key.getModulus().bitLength()).isEqualTo(1024));
    assertThat(key(pkcs8(key(PKCS1)))).isEqualTo(key(PKCS1));
  }

  @Test
  void saysWhatItDoesNotRead() {
    assertThatThrownBy(() -> key(SEC1.replace("EC PRIVATE", "ENCRYPTED PRIVATE")))
        .hasMessage(
            "a.key: expected a private key that is not encrypted, found BEGIN ENCRYPTED PRIVATE"
                + " KEY");
    assertThatThrownBy(() -> key(SEC1.replace("EC PRIVATE", "PRIVATE")))
        .hasMessage("a.key: expected an RSA, EC or EdDSA key");
    assertThatThrownBy(() -> key(PKCS1.replace("RSA PRIVATE", "EC PRIVATE")))
        .hasMessage("a.key: expected an EC key of the curve P-256, P-384 or P-521");
    assertThatThrownBy(() -> key("x")).hasMessage("a.key: expected a PEM private key, found none");
  }
}
