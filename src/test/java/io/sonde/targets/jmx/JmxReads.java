package io.sonde.targets.jmx;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.targets.TlsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads of a JMX target, as tests make them. */
public final class JmxReads {
  /** More time than any read takes that goes well. */
  static final Duration AMPLE = Duration.ofSeconds(60);

  private static final long MAX_BODY = 8 << 20;

  private JmxReads() {}

  /** Reads a field of an MBean in a JVM of its own: address, name, field. */
  public static void main(String[] arguments) throws Exception {
    try (JmxTarget target = target(arguments[0])) {
      System.out.println(value(target, arguments[1], arguments[2]));
    }
  }

  /** A target with a name and an address. */
  public static JmxConfig config(String name, String url) {
    return new JmxConfig(name, url, null, null, null, false, false, MAX_BODY);
  }

  static JmxConfig config(
      String url,
      @Nullable String username,
      @Nullable Secret password,
      @Nullable TlsConfig tls,
      boolean plainRegistry,
      boolean allowOtherHost) {
    return new JmxConfig(
        "jmx", url, username, password, tls, plainRegistry, allowOtherHost, MAX_BODY);
  }

  static JmxTarget target(String url) {
    return target(url, null, null, null);
  }

  /** A target with TLS whose registry has none, as the JDK's agent has it. */
  static JmxTarget plainRegistry(
      String url, @Nullable String username, @Nullable Secret password, TlsConfig tls) {
    return new JmxTarget(config(url, username, password, tls, true, false));
  }

  static JmxTarget target(
      String url, @Nullable String username, @Nullable Secret password, @Nullable TlsConfig tls) {
    return new JmxTarget(config(url, username, password, tls, false, false));
  }

  /** Reads all fields of all rows. */
  static List<Map<String, @Nullable Object>> rows(JmxTarget target, String mbeans, String... fields)
      throws ReadException, InterruptedException {
    return rows(target, AMPLE, List.of(mbeans), fields);
  }

  static List<Map<String, @Nullable Object>> rows(
      JmxTarget target, Duration timeout, List<String> mbeans, String... fields)
      throws ReadException, InterruptedException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    target
        .prepare(new JmxQueryConfig(mbeans), Fields.of(new LinkedHashSet<>(List.of(fields))))
        .read(
            Reading.within(timeout),
            row -> {
              Map<String, @Nullable Object> values = new LinkedHashMap<>();
              for (String field : fields) {
                values.put(field, row.field(field));
              }
              rows.add(values);
            });
    return rows;
  }

  /** The only field of the only row. */
  static @Nullable Object value(JmxTarget target, String mbean, String field)
      throws ReadException, InterruptedException {
    List<Map<String, @Nullable Object>> rows = rows(target, mbean, field);
    if (rows.size() != 1) {
      throw new AssertionError("expected one MBean " + mbean + ", found " + rows.size());
    }
    return rows.getFirst().get(field);
  }
}
