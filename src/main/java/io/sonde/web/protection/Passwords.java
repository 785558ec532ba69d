package io.sonde.web.protection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Compares passwords with bcrypt hashes, and remembers the results by a keyed hash.
 *
 * <p>An unknown user costs a comparison as well, with a hash of the cost that the most expensive
 * user has. One hash is computed at a time and few wait for it: a flood of wrong passwords takes at
 * most one processor, and whoever is remembered is let in meanwhile. Thread-safe.
 */
final class Passwords {
  /** What wait at most for their hash; more are turned away. */
  private static final int WAITING = 16;

  private static final int REMEMBERED = 1_000;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec secret;
  private final Semaphore hashing = new Semaphore(1, true);
  private final Semaphore places = new Semaphore(1 + WAITING);

  /** Apart, so that a flood of wrong passwords pushes no right one out. */
  private final Map<ByteBuffer, Boolean> right = remembering();

  private final Map<ByteBuffer, Boolean> wrong = remembering();

  Passwords() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    secret = new SecretKeySpec(key, ALGORITHM);
  }

  private static Map<ByteBuffer, Boolean> remembering() {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > REMEMBERED;
          }
        });
  }

  /**
   * True when the password is the user's; empty when too many others wait to be compared.
   *
   * @param users user name to bcrypt hash
   */
  Optional<Boolean> matches(Map<String, String> users, String user, String password)
      throws InterruptedException {
    String hash = users.get(user);
    String compared = hash == null ? decoy(users) : hash;
    ByteBuffer key = key(user, compared, password);
    if (right.containsKey(key)) {
      return Optional.of(true);
    }
    if (wrong.containsKey(key)) {
      return Optional.of(false);
    }
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    boolean matches;
    try {
      hashing.acquire();
      try {
        matches = compare(password, compared) && hash != null;
      } finally {
        hashing.release();
      }
    } finally {
      places.release();
    }
    (matches ? right : wrong).put(key, true);
    return Optional.of(matches);
  }

  /** As Go does it: bcrypt takes 72 bytes, and what is longer is refused. */
  private static boolean compare(String password, String hash) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    boolean fits = bytes.length <= 72;
    return BCrypt.checkpw(fits ? bytes : new byte[72], hash) && fits;
  }

  /** A hash that no password matches, as expensive as the most expensive one of the users. */
  private static String decoy(Map<String, String> users) {
    String cost =
        users.values().stream()
            .map(hash -> hash.substring(4, 6))
            .max(String::compareTo)
            .orElse("10");
    return "$2a$" + cost + "$" + ".".repeat(53);
  }

  private ByteBuffer key(String user, String hash, String password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      for (String part : new String[] {user, hash, password}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        mac.update(bytes);
      }
      return ByteBuffer.wrap(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
