package io.sonde.collection;

import io.sonde.targets.Secret;
import io.sonde.targets.TargetConfig;
import java.io.IOException;
import java.util.List;

/** Tells whether the secrets of a target have changed, without keeping them. */
final class Credentials {
  private final List<Secret> secrets;

  private Credentials(List<Secret> secrets) {
    this.secrets = secrets;
  }

  static Credentials of(TargetConfig target) {
    return new Credentials(target.credentials());
  }

  /** A hash of the secrets as they are now: files are read again. */
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
