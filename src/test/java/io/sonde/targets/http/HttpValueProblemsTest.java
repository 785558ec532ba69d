package io.sonde.targets.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sonde.Kinds;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that keys of HTTP targets and queries cannot have, and the exact problems. */
class HttpValueProblemsTest {
  @TempDir Path folder;

  private static Arguments target(String keys, String... problems) {
    return Arguments.of(
        keys,
        """
        prefix: myapp
        targets:
          - name: w
            http: {url: "http://w", %s}
        collectors:
          - name: y
            targets: [w]
            get: /
            metrics: [{name: y, type: gauge, help: Y., value: n}]
        """
            .formatted(keys),
        List.of(problems));
  }

  private static Arguments collector(String keys, String... problems) {
    String yaml =
        """
        prefix: myapp
        targets: [{name: w, http: {url: "http://w"}}]
        collectors:
          - name: y
            targets: [w]
            metrics: [{name: y, type: gauge, help: Y., value: n}]
        """;
    return Arguments.of(keys, yaml + keys.indent(4), List.of(problems));
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        target(
            "oauth2: {token-url: 'http://t', client-id: '', client-secret: s, scopes: {a: b},"
                + " endpoint-params: [a], tls: {certificate-file: c}}",
            "sonde.yaml:4:72 targets[0].http.oauth2.client-id: expected a client id, found ''",
            "sonde.yaml:4:102 targets[0].http.oauth2.scopes: expected a list of scopes, found a"
                + " map",
            "sonde.yaml:4:127 targets[0].http.oauth2.endpoint-params: expected a map of names to"
                + " values, found a list",
            "sonde.yaml:4:156 targets[0].http.oauth2.tls.certificate-file: expected"
                + " certificate-file and key-file together, found one of them"),
        target(
            "oauth2: {token-url: 'http://t', client-id: a, client-secret: s3cret,"
                + " client-secret-file: f, endpoint-params: {a: s3cret}, endpoint-param-files: {a:"
                + " f}}",
            "sonde.yaml:4:118 targets[0].http.oauth2.client-secret-file: expected client-secret or"
                + " client-secret-file, found both",
            "sonde.yaml:4:177 targets[0].http.oauth2.endpoint-param-files.a: expected it in"
                + " endpoint-params or in endpoint-param-files, found it in both"),
        target(
            "login: {post: /l, token: $.t, body: s3cret, body-file: f, header: X Y}",
            "sonde.yaml:4:84 targets[0].http.login.body-file: expected body or body-file, found"
                + " both",
            "sonde.yaml:4:95 targets[0].http.login.header: expected names of headers other than"
                + " accept-encoding, connection, content-length, expect, host, upgrade, found"
                + " 'X…'"),
        target(
            "proxy: {username: u, password: s3cret, password-file: f}",
            "sonde.yaml:4:36 targets[0].http.proxy.url: expected an http URL, found nothing",
            "sonde.yaml:4:83 targets[0].http.proxy.password-file: expected password or"
                + " password-file, found both"),
        target(
            "proxy: {url: 'http://p', no-proxy: [10.0.0.0/x, 'http://a', a b, '*', .a.b, a:80,"
                + " 'fd00::/8', 10.1.2.3]}",
            "sonde.yaml:4:65 targets[0].http.proxy.no-proxy[0]: expected a host, .domain, address"
                + " or network such as 10.0.0.0/8, or *, found '10.0.0.0/x'",
            "sonde.yaml:4:77 targets[0].http.proxy.no-proxy[1]: expected a host, .domain, address"
                + " or network such as 10.0.0.0/8, or *, found 'http://a'",
            "sonde.yaml:4:89 targets[0].http.proxy.no-proxy[2]: expected a host, .domain, address"
                + " or network such as 10.0.0.0/8, or *, found 'a b'"),
        target(
            "retries: -1, statuses: [6xx], max-body: 0",
            "sonde.yaml:4:38 targets[0].http.retries: expected a whole number from 0 to 3, found"
                + " '-1'",
            "sonde.yaml:4:53 targets[0].http.statuses[0]: expected a status such as 200, 2xx or"
                + " 200-204, found '6xx'",
            "sonde.yaml:4:69 targets[0].http.max-body: expected a size up to 2GB, such as 16MiB or"
                + " 500KB, found '0'"),
        collector(
            "get: /\npages: {parameter: '', from: -1, step: 0}",
            "sonde.yaml:8:24 collectors[0].pages.parameter: expected the name of a parameter, found"
                + " ''",
            "sonde.yaml:8:34 collectors[0].pages.from: expected a whole number from 0 to 1000000,"
                + " found '-1'",
            "sonde.yaml:8:44 collectors[0].pages.step: expected a whole number from 1 to 1000000,"
                + " found '0'"),
        collector(
            "get: '/?page=1'\npages: {parameter: page}",
            "sonde.yaml:8:24 collectors[0].pages.parameter: expected a parameter that the path does"
                + " not have, found 'page'"),
        collector(
            "get: /\npages: next",
            "sonde.yaml:8:12 collectors[0].pages: expected a map, found 'next'",
            "sonde.yaml:8:12 collectors[0].pages: expected one of next, parameter, found none"),
        collector(
            "get: /\nparameters: [{}]",
            "sonde.yaml:8:17 collectors[0].parameters: expected a name in each map, found none"),
        collector(
            "get: /\nparameters: [{a b: s3cret}]",
            "sonde.yaml:8:24 collectors[0].parameters[0].a…: expected a name of letters, digits and"
                + " _, found another"),
        collector(
            "get: /\nparameters: {a: s3cret}",
            "sonde.yaml:8:17 collectors[0].parameters: expected a list of maps, found a map"),
        collector(
            "get: /\nparameters: [{b: x, a: [s3cret]}]",
            "sonde.yaml:8:28 collectors[0].parameters[0].a: expected a text, found a list"),
        collector(
            "get: /\nparameters: [" + "{a: x}, ".repeat(101) + "]",
            "sonde.yaml:8:17 collectors[0].parameters: expected at most 100 maps, found 101"),
        collector(
            "get: '/{a'\nparameters: [{a: x}]",
            "sonde.yaml:7:10 collectors[0].get: expected a path whose names in braces are"
                + " parameters, found a text"),
        collector(
            "path: /\nbody: x\nseparator: x\nheaders: {Host: s3cret}",
            "sonde.yaml:9:16 collectors[0].separator: expected format: csv with it, found another"
                + " format",
            "sonde.yaml:10:14 collectors[0].headers: expected names of headers other than"
                + " accept-encoding, connection, content-length, expect, host, upgrade, found"
                + " 'Host'"),
        collector(
            "get: /\nformat: csv\nseparator: '\"'",
            "sonde.yaml:9:16 collectors[0].separator: expected one character other than a quote, or"
                + " tab, found '\"'"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void problems(String what, String yaml, List<String> expected) throws IOException {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), yaml);
    try {
      Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of());
      fail("no problem was found");
    } catch (ConfigException e) {
      String found = String.valueOf(e.getMessage()).replace(file.toString(), "sonde.yaml");
      assertThat(found.lines().toList()).as(what).containsExactlyElementsOf(expected);
      assertThat(found).doesNotContain("s3cret");
    }
  }
}
