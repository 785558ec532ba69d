package io.sonde.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Two certificate authorities with a server's and a client's certificate, made by the JDK's
 * keytool, as PEM files and as contexts for test servers.
 *
 * <p>Entries: {@code ca}; {@code server} for localhost and 127.0.0.1; {@code elsewhere} for another
 * host name; {@code client}; {@code stranger}, an authority that signed none of these.
 *
 * <p>They are made once in a JVM, since that takes seconds: all instances have the same.
 */
public final class TestPki {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;
  private final Path file;
  private final KeyStore store;

  private TestPki(Path folder, Path file, KeyStore store) {
    this.folder = folder;
    this.file = file;
    this.store = store;
  }

  /** All keys and certificates, in this folder. */
  public static TestPki in(Path folder) throws Exception {
    Path file = Files.write(folder.resolve("pki.p12"), Made.bytes());
    KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
    return new TestPki(folder, file, store);
  }

  /** The file with all entries. The class is initialized when it is first used. */
  private static final class Made {
    private static final byte[] BYTES = make();

    static byte[] bytes() {
      return BYTES.clone();
    }

    private static byte[] make() {
      try {
        Path folder = Files.createTempDirectory("pki");
        Path file = folder.resolve("pki.p12");
        generate(file, "ca", "-ext", "bc:c");
        generate(file, "stranger", "-ext", "bc:c");
        generate(file, "server", "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
        generate(file, "elsewhere", "-signer", "ca", "-ext", "san=dns:elsewhere.test");
        generate(file, "client", "-signer", "ca");
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(folder);
        return bytes;
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** PKCS#12 with all entries; the password is {@code changeit}. */
  public Path keyStore() {
    return file;
  }

  /** The certificate chain of an entry as a PEM file. */
  public Path certificate(String alias) throws Exception {
    StringBuilder pem = new StringBuilder();
    for (Certificate certificate : store.getCertificateChain(alias)) {
      pem.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return Files.writeString(folder.resolve(alias + ".pem"), pem);
  }

  /** The private key of an entry as a PEM file, PKCS#8. */
  public Path key(String alias) throws Exception {
    Key key = store.getKey(alias, PASSWORD);
    return Files.writeString(folder.resolve(alias + ".key"), pem("PRIVATE KEY", key.getEncoded()));
  }

  /** What a server needs that shows the certificate of {@code alias} and trusts {@code ca}. */
  public SSLContext server(String alias) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(only(alias), PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore trusted = empty();
    trusted.setCertificateEntry("ca", store.getCertificate("ca"));
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private KeyStore only(String alias) throws GeneralSecurityException, IOException {
    KeyStore one = empty();
    one.setKeyEntry(
        alias, store.getKey(alias, PASSWORD), PASSWORD, store.getCertificateChain(alias));
    return one;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    return empty;
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
  }

  private static void generate(Path file, String alias, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    command.addAll(List.of("-keystore", file.toString(), "-storepass", new String(PASSWORD)));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream said = keytool.getInputStream()) {
      String words = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + words);
      }
    }
  }
}
