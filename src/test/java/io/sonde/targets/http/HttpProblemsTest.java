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

/** Bad configurations of HTTP targets and their collectors, and beside each the exact problems. */
class HttpProblemsTest {
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
            "headers: {X-A: \"a\\r\\nX-B: s3cret\", X-C: \"t\\té\", X-D: ☃}",
            "sonde.yaml:4:44 targets[0].http.headers.X-A: expected the value of a header:"
                + " characters of Latin-1, on one line",
            "sonde.yaml:4:82 targets[0].http.headers.X-D: expected the value of a header:"
                + " characters of Latin-1, on one line"),
        collector(
            "get: /\nheaders: {X-A: \"\\x7f\"}",
            "sonde.yaml:8:20 collectors[0].headers.X-A: expected the value of a header: characters"
                + " of Latin-1, on one line"),
        target(
            "oauth2: {}",
            "sonde.yaml:4:37 targets[0].http.oauth2.client-id: expected a client id, found nothing",
            "sonde.yaml:4:37 targets[0].http.oauth2.client-secret: expected client-secret or"
                + " client-secret-file, found neither",
            "sonde.yaml:4:37 targets[0].http.oauth2.token-url: expected an http or https URL, found"
                + " nothing"),
        target(
            "oauth2: {token-url: 'ftp://s3cret', client-id: a, client-secret: s3cret}",
            "sonde.yaml:4:49 targets[0].http.oauth2.token-url: expected an http or https URL with a"
                + " host, without user information"),
        target(
            "oauth2: {token-url: 'http://t', client-id: a, client-secret: a, client-auth: jwt}",
            "sonde.yaml:4:106 targets[0].http.oauth2.client-auth: expected one of basic, body,"
                + " found 'jwt'"),
        target(
            "bearer-token: s3cret, oauth2: {token-url: 'http://t', client-id: a, client-secret: b}",
            "sonde.yaml:4:59 targets[0].http.oauth2: expected one of basic-auth, bearer-token,"
                + " oauth2, login, found bearer-token and oauth2"),
        target(
            "login: {}",
            "sonde.yaml:4:36 targets[0].http.login.post: expected a path, found nothing",
            "sonde.yaml:4:36 targets[0].http.login.token: expected a JSONPath to the token, found"
                + " nothing"),
        target(
            "login: {post: login, token: $.t}",
            "sonde.yaml:4:43 targets[0].http.login.post: expected a path that begins with /, found"
                + " a text"),
        target(
            "login: {post: /l, token: '$.t['}",
            "sonde.yaml:4:54 targets[0].http.login.token: expected a JSONPath, found '$.t[':"
                + " brackets or quotes do not match"),
        target(
            "login: {post: /l, token: $.t, header: 'Authorization: Bearer'}",
            "sonde.yaml:4:67 targets[0].http.login.header: expected a header with {token} in its"
                + " value, found 'Authorization: Bearer'"),
        target(
            "login: {post: /l, token: $.t, header: 'Host: {token}'}",
            "sonde.yaml:4:67 targets[0].http.login.header: expected names of headers other than"
                + " accept-encoding, connection, content-length, expect, host, upgrade, found"
                + " 'Host'"),
        target(
            "proxy: corporate",
            "sonde.yaml:4:36 targets[0].http.proxy: expected a map or the text environment, found a"
                + " text"),
        target(
            "proxy: {url: 'https://p:1'}",
            "sonde.yaml:4:42 targets[0].http.proxy.url: expected a proxy with an http URL,"
                + " found https"),
        target(
            "proxy: {url: 'http://p:1', username: u}",
            "sonde.yaml:4:66 targets[0].http.proxy.username: expected username and password"
                + " together, found one of them"),
        target(
            "proxy: {url: 'http://u:s3cret@p:1'}",
            "sonde.yaml:4:42 targets[0].http.proxy.url: expected an http or https URL with a host,"
                + " without user information and query"),
        target(
            "retries: 4",
            "sonde.yaml:4:38 targets[0].http.retries: expected a whole number from 0 to 3, found"
                + " '4'"),
        target(
            "redirect-hosts: [a.example]",
            "sonde.yaml:4:45 targets[0].http.redirect-hosts: expected follow-redirects: true with"
                + " it, found false"),
        target(
            "follow-redirects: true, redirect-hosts: ['http://a']",
            "sonde.yaml:4:70 targets[0].http.redirect-hosts[0]: expected a host such as"
                + " api.example.com or *.example.com, found 'http://a'"),
        collector(
            "get: /\npages: {}",
            "sonde.yaml:8:12 collectors[0].pages: expected one of next, parameter, found none"),
        collector(
            "get: /\npages: {next: $.n, parameter: page}",
            "sonde.yaml:8:12 collectors[0].pages: expected one of next, parameter, found next and"
                + " parameter"),
        collector(
            "get: /\npages: {next: $.n, from: 2}",
            "sonde.yaml:8:30 collectors[0].pages.from: expected parameter with it, found next"),
        collector(
            "get: /\npages: {next: '$.n[', max: 0}",
            "sonde.yaml:8:19 collectors[0].pages.next: expected a JSONPath, found '$.n[': brackets"
                + " or quotes do not match",
            "sonde.yaml:8:32 collectors[0].pages.max: expected a whole number from 1 to 10000,"
                + " found '0'"),
        collector(
            "get: /\nformat: csv\npages: {next: $.n}",
            "sonde.yaml:9:19 collectors[0].pages.next: expected link, since"
                + " only JSON can have the address of the next page"),
        collector(
            "get: /\nformat: xml",
            "sonde.yaml:8:13 collectors[0].format: expected one of json, ndjson, csv, text,"
                + " prometheus, found 'xml'"),
        collector(
            "get: /\nformat: text",
            "sonde.yaml:4:5 collectors[0].pattern: expected a regular expression for the format"
                + " text, found nothing"),
        collector(
            "get: /\nformat: text\npattern: '(n'",
            "sonde.yaml:9:14 collectors[0].pattern: expected a regular expression, found one with"
                + " missing closing )"),
        collector(
            "get: /\nformat: text\npattern: 'n (\\d+)'",
            "sonde.yaml:9:14 collectors[0].pattern: expected named groups, as in (?<name>[a-z]+),"
                + " found none"),
        collector(
            "get: /\nformat: text\npattern: '(?<n>\\d+)'\nrows: $",
            "sonde.yaml:10:11 collectors[0].rows: expected none for the format text, whose rows are"
                + " the matches of pattern"),
        collector(
            "get: /\npattern: '(?<n>\\d+)'",
            "sonde.yaml:8:14 collectors[0].pattern: expected format: text with it, found another"
                + " format"),
        collector(
            "get: /\nformat: csv\nseparator: ';;'",
            "sonde.yaml:9:16 collectors[0].separator: expected one character other than a quote, or"
                + " tab, found ';;'"),
        collector(
            "get: /\nformat: csv\nrows: $",
            "sonde.yaml:9:11 collectors[0].rows: expected none for the format csv, whose rows are"
                + " its lines"),
        collector(
            "get: /\nformat: prometheus\nrows: '('",
            "sonde.yaml:9:11 collectors[0].rows: expected a regular expression, found one with"
                + " missing closing )"),
        collector(
            "get: /\nbody: x",
            "sonde.yaml:8:11 collectors[0].body: expected path in place of get, since only path"
                + " takes body, found a text"),
        collector(
            "path: /\nmethod: post",
            "sonde.yaml:8:13 collectors[0].method: expected an HTTP method in capitals, such as"
                + " POST, found 'post'"),
        collector(
            "get: '/{city}'\nparameters: [{town: x}]",
            "sonde.yaml:7:10 collectors[0].get: expected a path whose names in braces are"
                + " parameters, found a text"),
        collector(
            "get: /\nparameters: []",
            "sonde.yaml:8:17 collectors[0].parameters: expected a list of maps, found an empty"
                + " list"),
        collector(
            "get: '/{a}'\nparameters: [{a: x}, {b: x}]",
            "sonde.yaml:8:17 collectors[0].parameters: expected the same names in each map, found a"
                + " and b"));
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
