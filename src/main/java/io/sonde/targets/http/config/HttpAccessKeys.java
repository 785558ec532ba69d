package io.sonde.targets.http.config;

import io.sonde.targets.Secret;
import io.sonde.targets.SecretKeys;
import io.sonde.targets.TlsKeys;
import io.sonde.targets.http.config.HttpConfig.Access;
import io.sonde.targets.http.config.HttpConfig.BasicAuth;
import io.sonde.targets.http.config.HttpConfig.LoginConfig;
import io.sonde.targets.http.config.HttpConfig.OAuth2Config;
import io.sonde.targets.http.json.JsonPaths;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of an HTTP connection for headers and credentials. */
final class HttpAccessKeys {
  private static final Pattern HEADER_AND_VALUE = Pattern.compile("([^:\\s]+):\\s*(\\S.*)");

  private static final SecretKeys.Many HEADERS =
      SecretKeys.many("headers", "header-files", "Headers that are sent with each request.");
  private static final Key<String> USERNAME =
      Key.of("username", Types.TEXT, "The user name.").required("a user name");
  private static final SecretKeys.One PASSWORD = SecretKeys.one("password", "The password.");
  private static final Key<Section> BASIC_AUTH =
      Key.of(
          "basic-auth",
          Types.section(List.of(USERNAME, PASSWORD.value(), PASSWORD.file())),
          "HTTP's basic authentication.");
  private static final SecretKeys.One BEARER =
      SecretKeys.one("bearer-token", "A token, sent as `Authorization: Bearer …`.");

  private static final Key<String> TOKEN_URL =
      Key.of("token-url", Types.TEXT, "The URL of the token server.")
          .required(HttpUrls.EXPECTED)
          .asSecret();
  private static final Key<String> CLIENT_ID =
      Key.of("client-id", Types.TEXT, "The client id at the token server.").required("a client id");
  private static final SecretKeys.One CLIENT_SECRET =
      SecretKeys.one("client-secret", "The client secret at the token server.");
  private static final Key<List<Value>> SCOPES =
      Key.of(
          "scopes",
          Types.texts("list of texts", "a list of scopes"),
          "The scopes that are requested.");
  private static final SecretKeys.Many ENDPOINT_PARAMS =
      SecretKeys.many(
          "endpoint-params",
          "endpoint-param-files",
          "Further parameters of the token request, such as `audience`.");
  private static final Key<ClientAuth> CLIENT_AUTH =
      Key.of(
              "client-auth",
              Types.choice(ClientAuth.values()),
              "Whether client id and secret are sent as basic authentication or in the body.")
          .otherwise("basic");
  private static final Key<Section> OAUTH2 =
      Key.of(
          "oauth2",
          Types.section(
              List.of(
                  TOKEN_URL,
                  CLIENT_ID,
                  CLIENT_SECRET.value(),
                  CLIENT_SECRET.file(),
                  SCOPES,
                  ENDPOINT_PARAMS.values(),
                  ENDPOINT_PARAMS.files(),
                  CLIENT_AUTH,
                  TlsKeys.TLS)),
          "OAuth2's client credentials. The token is kept until shortly before it expires, and"
              + " fetched again once after a 401. `tls` is for the connection to the token"
              + " server.");

  private static final Key<String> POST =
      Key.of("post", Types.TEXT, "The path of the login request, appended to `url`.")
          .required("a path")
          .asSecret();
  private static final SecretKeys.One BODY =
      SecretKeys.one("body", "The body of the login request.");
  private static final Key<String> TOKEN =
      Key.of("token", Types.TEXT, "A JSONPath to the token in the answer.")
          .required("a JSONPath to the token");
  private static final Key<String> HEADER =
      Key.of(
              "header",
              Types.TEXT,
              "The header that carries the token: a name, or a name and a value with `{token}` in"
                  + " it.")
          .otherwise("Authorization: Bearer {token}");
  private static final Key<Section> LOGIN =
      Key.of(
          "login",
          Types.section(List.of(POST, BODY.value(), BODY.file(), TOKEN, HEADER)),
          "A login request that returns a token for later requests. It is repeated once after a"
              + " 401.");

  static final List<Key<?>> ALL =
      List.of(
          HEADERS.values(),
          HEADERS.files(),
          BASIC_AUTH,
          BEARER.value(),
          BEARER.file(),
          OAUTH2,
          LOGIN);

  private HttpAccessKeys() {}

  private enum ClientAuth {
    BASIC,
    BODY
  }

  static Access read(Section section) {
    Map<String, Secret> headers = HEADERS.read(section);
    headers.keySet().forEach(name -> HttpHeaderNames.check(section, HEADERS.values(), name));
    HttpHeaderNames.checkValues(section.find(HEADERS.values()));
    BasicAuth basicAuth = basicAuth(section);
    Secret bearer = BEARER.read(section);
    OAuth2Config oauth2 = oauth2(section);
    LoginConfig login = login(section);
    Map<Key<?>, Boolean> ways = new LinkedHashMap<>();
    ways.put(BASIC_AUTH, basicAuth != null);
    ways.put(BEARER.value(), bearer != null);
    ways.put(OAUTH2, oauth2 != null);
    ways.put(LOGIN, login != null);
    List<Key<?>> found = ways.keySet().stream().filter(key -> ways.get(key)).toList();
    if (found.size() > 1) {
      section.problem(
          found.get(1),
          "expected one of basic-auth, bearer-token, oauth2, login, found "
              + String.join(" and ", found.stream().map(Key::name).toList()));
    }
    return new Access(headers, basicAuth, bearer, oauth2, login);
  }

  private static @Nullable BasicAuth basicAuth(Section section) {
    Section basic = section.find(BASIC_AUTH);
    if (basic == null) {
      return null;
    }
    String username = basic.text(USERNAME);
    Secret password = PASSWORD.read(basic);
    if (password == null) {
      basic.problem(PASSWORD.value(), "expected password or password-file, found neither");
      return null;
    }
    return new BasicAuth(username, password);
  }

  private static @Nullable OAuth2Config oauth2(Section section) {
    Section oauth2 = section.find(OAUTH2);
    if (oauth2 == null) {
      return null;
    }
    String client = oauth2.text(CLIENT_ID);
    Secret secret = CLIENT_SECRET.read(oauth2);
    if (secret == null) {
      oauth2.problem(
          CLIENT_SECRET.value(), "expected client-secret or client-secret-file, found neither");
      secret = Secret.of("");
    }
    List<Value> scopes = oauth2.find(SCOPES);
    return new OAuth2Config(
        HttpUrls.read(oauth2, TOKEN_URL, true),
        client,
        secret,
        scopes == null ? List.of() : scopes.stream().map(Value::text).toList(),
        ENDPOINT_PARAMS.read(oauth2),
        oauth2.get(CLIENT_AUTH) == ClientAuth.BODY,
        TlsKeys.read(oauth2));
  }

  private static @Nullable LoginConfig login(Section section) {
    Section login = section.find(LOGIN);
    if (login == null) {
      return null;
    }
    String path = HttpUrls.path(login, POST);
    Secret body = BODY.read(login);
    String token = login.text(TOKEN);
    if (!token.isEmpty()) {
      JsonPaths.valueProblem(token).ifPresent(problem -> login.problem(TOKEN, problem));
    }
    String header = login.get(HEADER);
    var parts = HEADER_AND_VALUE.matcher(header);
    boolean hasValue = parts.matches();
    String name = hasValue ? parts.group(1) : header;
    String value = hasValue ? parts.group(2) : "{token}";
    HttpHeaderNames.check(login, HEADER, name);
    if (!value.contains("{token}")) {
      login.expected(HEADER, "a header with {token} in its value");
    }
    return new LoginConfig(path, body, token, name, value);
  }
}
