package io.sonde.web.protection;

import io.sonde.web.protection.WebConfig.ClientAuth;
import io.sonde.yaml.PlainSection;
import io.sonde.yaml.Problems;
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
  private static final Map<String, ClientAuth> CLIENT_AUTH = clientAuth();

  private final PlainSection section;
  private final Path file;
  private final Problems problems;

  private TlsReader(PlainSection section, Path file, Problems problems) {
    this.section = section;
    this.file = file;
    this.problems = problems;
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

  static WebConfig.@Nullable Tls read(
      @Nullable PlainSection section, Path file, Problems problems) {
    return section == null ? null : new TlsReader(section, file, problems).read();
  }

  private WebConfig.@Nullable Tls read() {
    WebConfig.Source certificate = source("cert");
    WebConfig.Source key = source("key");
    WebConfig.Source clientCa = source("client_ca");
    ClientAuth policy = section.choice("client_auth_type", CLIENT_AUTH, ClientAuth.NONE);
    boolean on =
        certificate != null || key != null || clientCa != null || section.has("client_auth_type");
    if (on && certificate == null) {
      section.problem("cert_file", "expected cert or cert_file, found neither");
    }
    if (on && key == null) {
      section.problem("key_file", "expected key or key_file, found neither");
    }
    if (clientCa != null && policy == ClientAuth.NONE) {
      section.problem(
          "client_auth_type",
          "expected a policy other than NoClientCert, since there is a client CA");
    }
    List<String> sans =
        section.texts("client_allowed_sans", "a list of names").stream()
            .map(text -> text.text())
            .toList();
    List<String> protocols = protocols(section);
    List<String> suites = suites(protocols);
    List<String> curves = mapped("curve_preferences", CURVES);
    boolean order = section.bool("prefer_server_cipher_suites", true);
    section.end();
    return certificate == null || key == null
        ? null
        : new WebConfig.Tls(
            certificate, key, policy, clientCa, sans, protocols, suites, curves, order);
  }

  private WebConfig.@Nullable Source source(String key) {
    String fileKey = key + "_file";
    String path = blankToNull(section.text(fileKey));
    String text = blankToNull(section.text(key));
    if (path != null && text != null) {
      section.problem(fileKey, "expected " + key + " or " + fileKey + ", found both");
    }
    if (path != null) {
      Path resolved = file.resolveSibling(path);
      return new WebConfig.Source(resolved.toString(), resolved, null);
    }
    return text == null ? null : new WebConfig.Source(section.pathOf(key), null, text);
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private List<String> protocols(PlainSection section) {
    List<String> names = List.copyOf(PROTOCOLS.keySet());
    int from = names.indexOf(version("min_version", "TLS12"));
    int to = names.indexOf(version("max_version", "TLS13"));
    if (from > to) {
      section.problem("max_version", "expected no less than min_version");
      return List.copyOf(PROTOCOLS.values());
    }
    return List.copyOf(PROTOCOLS.values()).subList(from, to + 1);
  }

  private String version(String key, String otherwise) {
    String found = section.text(key);
    if (found == null) {
      return otherwise;
    }
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

  /** As in Go the list holds for TLS 1.2 alone: the suites of TLS 1.3 are always there. */
  private List<String> suites(List<String> protocols) {
    Map<String, String> known = new LinkedHashMap<>();
    for (String suite : TlsDefaults.supportedSuites()) {
      known.put(suite, suite);
    }
    List<String> suites = new ArrayList<>(mapped("cipher_suites", known));
    if (!suites.isEmpty() && protocols.contains("TLSv1.3")) {
      TlsDefaults.supportedSuites().stream()
          .filter(suite -> !suite.contains("_WITH_") && !suites.contains(suite))
          .filter(suite -> !suite.endsWith("_SCSV"))
          .forEach(suites::add);
    }
    return suites;
  }

  private List<String> mapped(String key, Map<String, String> known) {
    List<String> mapped = new ArrayList<>();
    for (var text : section.texts(key, "a list of names")) {
      String name = known.get(text.text());
      if (name == null) {
        problems.expected(
            text,
            section.pathOf(key),
            known.size() > CURVES.size()
                ? "a cipher suite that Java 25 supports"
                : "one of " + String.join(", ", known.keySet()));
      } else {
        mapped.add(name);
      }
    }
    return mapped;
  }
}
