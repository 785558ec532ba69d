package io.sonde.targets.jmx;

import io.sonde.targets.QueryConfig;
import io.sonde.targets.Secret;
import io.sonde.targets.SecretKeys;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TargetKind;
import io.sonde.targets.TlsKeys;
import io.sonde.yaml.Escapes;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** MBeans of this JVM and of others. Stateless. */
public final class JmxKind implements TargetKind {
  private static final Key<String> URL =
      Key.of(
              "url",
              Types.TEXT,
              "`local` for Sonde's own JVM, `host:port` of an RMI registry, or"
                  + " `service:jmx:rmi:…`.")
          .required("local, host:port or service:jmx:rmi:…")
          .escaped(Escapes::url)
          .asSecret();
  private static final Key<String> USERNAME =
      Key.of("username", Types.TEXT, "The user name; together with a password.");
  private static final SecretKeys.One PASSWORD = SecretKeys.one("password", "The password.");
  private static final Key<Boolean> PLAIN_REGISTRY =
      Key.of(
              "plain-registry",
              Types.BOOL,
              "With `tls`: whether the RMI registry is contacted without TLS. The registry of the"
                  + " JDK's agent does not use TLS unless"
                  + " `com.sun.management.jmxremote.registry.ssl` is set.")
          .otherwise("false");
  private static final Key<Boolean> ALLOW_OTHER_HOST =
      Key.of(
              "allow-other-host",
              Types.BOOL,
              "Whether the JMX server may be on the host that the RMI registry names. When false,"
                  + " Sonde connects to the host of `url`, at the port that the registry names. A"
                  + " password is never sent to another host without `tls`; the certificate must be"
                  + " for the host of `url`, or, when the registry uses TLS, for the host that it"
                  + " names.")
          .otherwise("false");
  private static final Key<Long> MAX_BODY =
      Key.of(
              "max-body",
              Types.SIZE,
              "The maximum size of an answer; a larger one fails the collection.")
          .otherwise("8MiB");
  private static final List<Key<?>> TARGET_KEYS =
      List.of(
          URL,
          USERNAME,
          PASSWORD.value(),
          PASSWORD.file(),
          TlsKeys.TLS,
          PLAIN_REGISTRY,
          ALLOW_OTHER_HOST,
          MAX_BODY);

  private static final Key<List<Value>> MBEANS =
      Key.of(
              "mbeans",
              Types.texts(
                  "ObjectName pattern, or list of them",
                  "an ObjectName pattern, or a list of them"),
              "Each MBean that matches is a row. Its fields are its attributes, dotted into"
                  + " composite data, the key properties of its name, and `$domain`.")
          .asAlternative();

  @Override
  public String key() {
    return JmxConfig.KIND;
  }

  @Override
  public String meaning() {
    return "A JMX server.";
  }

  @Override
  public List<Key<?>> targetKeys() {
    return TARGET_KEYS;
  }

  @Override
  public List<Key<?>> queryKeys() {
    return List.of(MBEANS);
  }

  @Override
  public TargetConfig readTarget(String name, Section connection) {
    String url = connection.text(URL);
    if (!url.isEmpty()) {
      try {
        JmxAddress.parse(url);
      } catch (IllegalArgumentException e) {
        connection.problem(URL, String.valueOf(e.getMessage()));
      }
    }
    String username = connection.find(USERNAME);
    Secret password = PASSWORD.read(connection);
    SecretKeys.checkPair(connection, USERNAME, username, PASSWORD, password);
    return new JmxConfig(
        name,
        url,
        username,
        password,
        TlsKeys.read(connection),
        connection.get(PLAIN_REGISTRY),
        connection.get(ALLOW_OTHER_HOST),
        connection.get(MAX_BODY));
  }

  @Override
  public QueryConfig readQuery(Section collector) {
    List<String> patterns = new ArrayList<>();
    List<Value> written = collector.find(MBEANS);
    for (Value value : written == null ? List.<Value>of() : written) {
      try {
        patterns.add(new ObjectName(value.text()).toString());
      } catch (MalformedObjectNameException _) {
        value.expected("an ObjectName such as java.lang:type=MemoryPool,name=*");
      }
    }
    return new JmxQueryConfig(patterns);
  }

  @Override
  public Optional<String> fieldProblem(QueryConfig query, String field) {
    return field.equals("$domain") ? Optional.empty() : TargetKind.super.fieldProblem(query, field);
  }

  @Override
  public Target open(TargetConfig config) {
    if (config instanceof JmxConfig jmx) {
      return new JmxTarget(jmx);
    }
    throw new IllegalArgumentException("expected a jmx target, found " + config);
  }
}
