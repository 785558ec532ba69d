package io.sonde.web.protection;

import io.sonde.web.protection.WebConfig.ClientAuth;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code tls_server_config}. */
final class TlsReader {
  private static final Map<String, String> PROTOCOLS = protocols();
  private static final List<String> OLD = List.of("TLS10", "TLS11");
  private static final Map<String, String> CURVES = curves();

  private static final Key<Path> CERT_FILE =
      Key.of("cert_file", Types.FILE, "The server's certificate chain, PEM.");
  private static final Key<String> CERT =
      Key.of("cert", Types.TEXT, "The same as a text.").asSecret();
  private static final Key<Path> KEY_FILE =
      Key.of("key_file", Types.FILE, "The private key of the certificate, PEM.");
  private static final Key<String> KEY =
      Key.of("key", Types.TEXT, "The same as a text.").asSecret();
  private static final Key<Path> CLIENT_CA_FILE =
      Key.of("client_ca_file", Types.FILE, "The authorities of client certificates, PEM.");
  private static final Key<String> CLIENT_CA =
      Key.of("client_ca", Types.TEXT, "The same as a text.").asSecret();
  private static final Key<ClientAuth> CLIENT_AUTH =
      Key.of("client_auth_type", Types.choice(clientAuth()), "Go's policy for client certificates.")
          .otherwise("NoClientCert");
  private static final Key<List<Value>> ALLOWED_SANS =
      names(
          "client_allowed_sans",
          "Subject alternative names, one of which a client certificate must have.");
  private static final Key<String> MIN_VERSION =
      Key.of("min_version", Types.TEXT, "The oldest version of TLS.").otherwise("TLS12");
  private static final Key<String> MAX_VERSION =
      Key.of("max_version", Types.TEXT, "The newest version of TLS.").otherwise("TLS13");
  private static final Key<List<Value>> CIPHER_SUITES =
      names("cipher_suites", "The cipher suites of TLS 1.2, by their Go names.");
  private static final Key<List<Value>> CURVES_KEY =
      names("curve_preferences", "The curves, by their Go names.");
  private static final Key<Boolean> SERVER_ORDER =
      Key.of(
              "prefer_server_cipher_suites",
              Types.BOOL,
              "Whether the order of the server's cipher suites counts.")
          .otherwise("true");

  static final List<Key<?>> KEYS =
      List.of(
          CERT_FILE,
          CERT,
          KEY_FILE,
          KEY,
          CLIENT_CA_FILE,
          CLIENT_CA,
          CLIENT_AUTH,
          ALLOWED_SANS,
          MIN_VERSION,
          MAX_VERSION,
          CIPHER_SUITES,
          CURVES_KEY,
          SERVER_ORDER);

  private final Section section;

  private TlsReader(Section section) {
    this.section = section;
  }

  private static Key<List<Value>> names(String name, String meaning) {
    return Key.of(name, Types.texts("list of names", "a list of names"), meaning);
  }

  private static Map<String, String> protocols() {
    Map<String, String> protocols = new LinkedHashMap<>();
    protocols.put("TLS12", "TLSv1.2");
    protocols.put("TLS13", "TLSv1.3");
    return protocols;
  }

  private static Map<String, String> curves() {
    Map<String, String> curves = new LinkedHashMap<>();
    curves.put("CurveP256", "secp256r1");
    curves.put("CurveP384", "secp384r1");
    curves.put("CurveP521", "secp521r1");
    curves.put("X25519", "x25519");
    return curves;
  }

  private static Map<String, ClientAuth> clientAuth() {
    Map<String, ClientAuth> policies = new LinkedHashMap<>();
    policies.put("NoClientCert", ClientAuth.NONE);
    policies.put("RequestClientCert", ClientAuth.REQUEST);
    policies.put("RequireAnyClientCert", ClientAuth.REQUIRE_ANY);
    policies.put("RequireClientCert", ClientAuth.REQUIRE_ANY); // its name in old versions
    policies.put("VerifyClientCertIfGiven", ClientAuth.VERIFY_IF_GIVEN);
    policies.put("RequireAndVerifyClientCert", ClientAuth.REQUIRE_AND_VERIFY);
    return policies;
  }

  /** The settings; null for plain HTTP. */
  static WebConfig.@Nullable Tls read(@Nullable Section section) {
    return section == null ? null : new TlsReader(section).read();
  }

  private WebConfig.@Nullable Tls read() {
    WebConfig.Source certificate = source(CERT_FILE, CERT);
    WebConfig.Source key = source(KEY_FILE, KEY);
    WebConfig.Source clientCa = source(CLIENT_CA_FILE, CLIENT_CA);
    ClientAuth policy = section.get(CLIENT_AUTH);
    boolean on = certificate != null || key != null || clientCa != null || section.has(CLIENT_AUTH);
    if (on && certificate == null) {
      section.problem(CERT_FILE, "expected cert or cert_file, found neither");
    }
    if (on && key == null) {
      section.problem(KEY_FILE, "expected key or key_file, found neither");
    }
    if (clientCa != null && policy == ClientAuth.NONE) {
      section.problem(
          CLIENT_AUTH, "expected a policy other than NoClientCert, since there is a client CA");
    }
    List<String> sans = values(ALLOWED_SANS).stream().map(Value::text).toList();
    List<String> protocols = enabledProtocols();
    List<String> suites = suites(protocols);
    List<String> curves =
        mapped(CURVES_KEY, CURVES, "one of " + String.join(", ", CURVES.keySet()));
    boolean serverOrder = section.get(SERVER_ORDER);
    return certificate == null || key == null
        ? null
        : new WebConfig.Tls(
            certificate, key, policy, clientCa, sans, protocols, suites, curves, serverOrder);
  }

  private List<Value> values(Key<List<Value>> key) {
    List<Value> values = section.find(key);
    return values == null ? List.of() : values;
  }

  private WebConfig.@Nullable Source source(Key<Path> fileKey, Key<String> textKey) {
    Path file = isBlank(fileKey) ? null : section.find(fileKey);
    String text = isBlank(textKey) ? null : section.find(textKey);
    if (file != null && text != null) {
      section.problem(
          fileKey, "expected %s or %s, found both".formatted(textKey.name(), fileKey.name()));
    }
    if (file != null) {
      return new WebConfig.Source(file.toString(), file, null);
    }
    return text == null ? null : new WebConfig.Source(section.pathOf(textKey), null, text);
  }

  private boolean isBlank(Key<?> key) {
    Value value = section.value(key);
    return value != null && value.isText() && value.text().isBlank();
  }

  private List<String> enabledProtocols() {
    List<String> names = List.copyOf(PROTOCOLS.keySet());
    int from = names.indexOf(version(MIN_VERSION, names.getFirst()));
    int to = names.indexOf(version(MAX_VERSION, names.getLast()));
    if (from > to) {
      section.problem(MAX_VERSION, "expected no less than min_version");
      return List.copyOf(PROTOCOLS.values());
    }
    return List.copyOf(PROTOCOLS.values()).subList(from, to + 1);
  }

  private String version(Key<String> key, String otherwise) {
    String found = section.get(key);
    if (OLD.contains(found)) {
      section.expected(key, "TLS12 or TLS13, since Java 25 has no older TLS");
      return otherwise;
    }
    if (!PROTOCOLS.containsKey(found)) {
      section.expected(key, "TLS12 or TLS13");
      return otherwise;
    }
    return found;
  }

  /** As in Go, the list is for TLS 1.2 only: the suites of TLS 1.3 are always enabled. */
  private List<String> suites(List<String> protocols) {
    Map<String, String> known = new LinkedHashMap<>();
    for (String suite : TlsDefaults.supportedSuites()) {
      known.put(suite, suite);
    }
    List<String> suites =
        new ArrayList<>(mapped(CIPHER_SUITES, known, "a cipher suite that Java 25 supports"));
    if (!suites.isEmpty() && protocols.contains("TLSv1.3")) {
      TlsDefaults.supportedSuites().stream()
          .filter(suite -> !suite.contains("_WITH_") && !suites.contains(suite))
          .filter(suite -> !suite.endsWith("_SCSV"))
          .forEach(suites::add);
    }
    return suites;
  }

  private List<String> mapped(Key<List<Value>> key, Map<String, String> known, String expected) {
    List<String> mapped = new ArrayList<>();
    for (Value value : values(key)) {
      String name = known.get(value.text());
      if (name == null) {
        value.expected(expected);
      } else {
        mapped.add(name);
      }
    }
    return mapped;
  }
}
