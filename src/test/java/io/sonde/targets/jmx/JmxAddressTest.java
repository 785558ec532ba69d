package io.sonde.targets.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.targets.jmx.JmxAddress.Local;
import io.sonde.targets.jmx.JmxAddress.Remote;
import io.sonde.targets.jmx.rmi.RmiSession.Server.Registry;
import io.sonde.targets.jmx.rmi.RmiSession.Server.Stub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JmxAddressTest {
  @Test
  void localIsTheOwnJvm() {
    assertThat(JmxAddress.parse("local")).isEqualTo(new Local());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          payments:9010                                            | payments  | 9010 | jmxrmi
          my_service:9010                                          | my_service | 9010 | jmxrmi
          [::1]:9010                                               | ::1       | 9010 | jmxrmi
          service:jmx:rmi:///jndi/rmi://payments:9010/jmxrmi       | payments  | 9010 | jmxrmi
          service:jmx:rmi:///jndi/rmi://payments/jmxrmi            | payments  | 1099 | jmxrmi
          service:jmx:rmi://ignored:1/jndi/rmi://[::1]:9010/a/b    | ::1       | 9010 | a/b
          """)
  void aRegistryHasHostPortAndName(String url, String host, int port, String name) {
    assertThat(JmxAddress.parse(url)).isEqualTo(new Remote(new Registry(host, port, name)));
  }

  @Test
  void aStubIsBase64() {
    assertThat(JmxAddress.parse("service:jmx:rmi://127.0.0.1/stub/rO0ABXA="))
        .isEqualTo(new Remote(new Stub("rO0ABXA=")));
    assertThatThrownBy(() -> JmxAddress.parse("service:jmx:rmi:///stub/?"))
        .hasMessage("expected Base64 after /stub/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payments",
        "http://payments:9010",
        "payments:http",
        "::1:9010",
        "u:s3cret@payments:1:2"
      })
  void anythingElseIsNone(String url) {
    assertThatThrownBy(() -> JmxAddress.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected local, host:port or service:jmx:rmi:…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service:jmx:iiop:///jndi/rmi://payments:9010/jmxrmi",
        "service:jmx:rmi:///jndi/ldap://payments:389/cn=x",
        "service:jmx:rmi:///jndi/rmi://payments:9010/",
        "service:jmx:rmi://payments:9010",
        "service:jmx:"
      })
  void serviceUrlsOfOtherFormsAreNone(String url) {
    assertThatThrownBy(() -> JmxAddress.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected service:jmx:rmi:///jndi/rmi://host:port/name or service:jmx:rmi:///stub/…");
  }

  @Test
  void portsHaveBounds() {
    assertThatThrownBy(() -> JmxAddress.parse("payments:65536"))
        .hasMessage("expected a port from 1 to 65535");
    assertThatThrownBy(() -> JmxAddress.parse("payments:0"))
        .hasMessage("expected a port from 1 to 65535");
  }
}
