package io.sonde.collection;

import io.sonde.targets.Secret;
import io.sonde.targets.TargetConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells whether the secrets of a target have changed, without keeping them. */
final class Credentials {
  private final List<Secret> secrets;

  private Credentials(List<Secret> secrets) {
    this.secrets = secrets;
  }

  static Credentials of(TargetConfig target) {
    return switch (target) {
      case TargetConfig.Jdbc jdbc -> of(jdbc.properties(), jdbc.password());
      case TargetConfig.Http http ->
          of(http.headers(), http.bearerToken(), password(http.basicAuth()));
      case TargetConfig.Jmx jmx -> of(Map.of(), jmx.password());
    };
  }

  private static @Nullable Secret password(TargetConfig.@Nullable BasicAuth basic) {
    return basic == null ? null : basic.password();
  }

  private static Credentials of(Map<String, Secret> named, @Nullable Secret... others) {
    var secrets = new ArrayList<>(named.values());
    for (Secret secret : others) {
      if (secret != null) {
        secrets.add(secret);
      }
    }
    return new Credentials(secrets);
  }

  /** A number that is another one, but for bad luck, when a secret is: files are read again. */
  int fingerprint() {
    int hash = 1;
    for (Secret secret : secrets) {
      hash = 31 * hash + hash(secret);
    }
    return hash;
  }

  private static int hash(Secret secret) {
    try {
      return secret.reveal().hashCode();
    } catch (IOException e) {
      return 0;
    }
  }
}
