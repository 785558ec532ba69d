package io.sonde.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.Kinds;
import io.sonde.config.helidon.HelidonKeys;
import io.sonde.testing.Settings;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Problems never show what may be a secret, whatever typing error brings it there. */
class HiddenSecretsTest {
  private static final String SECRET = "hunter2";

  @TempDir Path folder;

  private String problems(String yaml) throws IOException {
    // A map in braces has the prefix inside, or the file would be no YAML and all of it unread.
    String whole =
        yaml.startsWith("{") ? "{prefix: myapp, " + yaml.substring(1) : Settings.whole(yaml);
    Path file = Files.writeString(folder.resolve("sonde.yaml"), whole);
    try {
      Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of());
      return "";
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** A key that may hold a secret, and a configuration in which it has the value that is given. */
  record Place(String path, UnaryOperator<String> yaml) {
    @Override
    public String toString() {
      return path;
    }
  }

  /** Every key whose value, or one below it, may be a secret, in every way that leads to it. */
  static Stream<Place> places() {
    List<Place> places = new ArrayList<>();
    var keys = new ConfigKeys(Kinds.onClassPath().all(), HelidonKeys.load());
    places(keys.all(), "", UnaryOperator.identity(), places);
    return places.stream();
  }

  private static void places(
      List<Key<?>> keys, String path, UnaryOperator<String> around, List<Place> places) {
    for (Key<?> key : keys) {
      if (!key.hides()) {
        continue;
      }
      String below = path + "." + key.name();
      UnaryOperator<String> self = value -> around.apply("{" + key.name() + ": " + value + "}");
      places.add(new Place(below, self));
      UnaryOperator<String> inside =
          key.type().repeated() ? value -> self.apply("[" + value + "]") : self;
      places(key.type().keys(), below, inside, places);
    }
  }

  static Stream<Arguments> mistakes() {
    List<String> values =
        List.of(
            SECRET,
            "'/a b?k=" + SECRET + "'",
            "'u:" + SECRET + "@h:1:2'",
            "[" + SECRET + "]",
            "[[" + SECRET + "]]",
            "{a: {b: " + SECRET + "}}",
            "{password:" + SECRET + "}",
            "{'password=" + SECRET + "': x}",
            "'a${" + SECRET + "}b'",
            "['a${" + SECRET + "}b']",
            "{a: 'a${" + SECRET + "}b'}",
            "*" + SECRET,
            "!" + SECRET + "!a b");
    return places().flatMap(place -> values.stream().map(value -> Arguments.of(place, value)));
  }

  @Test
  void thereAreKeysThatHide() {
    assertThat(places().map(Place::path))
        .contains(
            ".targets",
            ".targets.jdbc.password",
            ".targets.jdbc.properties",
            ".targets.jdbc.url",
            ".targets.http.basic-auth",
            ".targets.http.basic-auth.password",
            ".targets.http.headers",
            ".targets.http.bearer-token",
            ".targets.jmx.url",
            ".collectors.get",
            ".collectors");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("mistakes")
  void nothingThatStandsThereIsShown(Place place, String value) throws IOException {
    assertThat(problems(place.yaml().apply(value))).isNotEmpty().doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server: {tls: {private-key: {keystore: hunter2}}}",
        "server: {tls: hunter2}",
        "server: hunter2",
        "server: {tls: {private-key: {keystore: {passphrase:hunter2}}}}",
        "server: {tls: {private-key: {keystore: {passphrase: 'a${hunter2}b'}}}}",
        "hunter2",
        "[hunter2]",
        "targets: [{name: a, http: {url: 'http://h', headers: {'Authorization: Bearer hunter2':"
            + " x}}}]",
        "targets: [{name: a, http: {url: 'http://u:hunter2@h'}}]",
        "targets: [{name: a, jdbc: {url: 'postgresql://u:hunter2@h'}}]",
        "targets: [{name: a, jmx: {url: 'service:jmx:rmi:///jndi/rmi://u:hunter2@h:1'}}]",
      })
  void norInThese(String yaml) throws IOException {
    assertThat(problems(yaml)).isNotEmpty().doesNotContain(SECRET);
  }

  /** A name that is the whole text is a reference for sure, and says what to set. */
  @Test
  void aReferenceThatIsTheWholeValueIsNamed() throws IOException {
    assertThat(problems("targets: [{name: a, jdbc: {url: 'jdbc:x:', password: '${DB_PASSWORD}'}}]"))
        .contains(
            "sonde.yaml:1:54 targets[0].jdbc.password: expected an environment variable or a key of"
                + " this configuration, found ${DB_PASSWORD}, which is not set");
    assertThat(problems("targets: [{name: a, jdbc: {url: 'jdbc:x:', password: 'x${y}z'}}]"))
        .contains(
            "sonde.yaml:1:54 targets[0].jdbc.password: expected an environment variable or a key of"
                + " this configuration, found a reference, which is not set");
  }
}
