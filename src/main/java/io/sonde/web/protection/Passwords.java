package io.sonde.web.protection;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Compares passwords with bcrypt hashes, and caches the results by a keyed hash.
 *
 * <p>For an unknown user a hash is compared as well, with the highest cost of all users, so that
 * the time does not show whether the user exists. One hash is computed at a time and few requests
 * wait for it: a flood of wrong passwords uses at most one processor, and cached users are let in
 * meanwhile. An address has a few of the places, and those whose logins failed lately share fewer,
 * so that others find one for their first login. Thread-safe.
 */
final class Passwords {
  /** The maximum number of waiting comparisons; further ones are refused. */
  private static final int WAITING = 16;

  /** The maximum number of comparisons of one address, computed or waiting. */
  static final int OF_ONE = 4;

  /** The same of all addresses that failed lately together, and of what is beyond the above. */
  static final int OF_SUSPECTS = 2;

  private static final int REMEMBERED = 1_000;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec secret;
  private final Semaphore hashing = new Semaphore(1, true);
  private final Semaphore places = new Semaphore(1 + WAITING);
  private final Semaphore placesOfSuspects = new Semaphore(OF_SUSPECTS);
  private final LoginClients clients;
  private final BiPredicate<String, String> comparison;

  /** Separate caches, so that a flood of wrong passwords does not evict right ones. */
  private final Map<ByteBuffer, Boolean> right = remembering();

  private final Map<ByteBuffer, Boolean> wrong = remembering();

  /**
   * @param nanoTime a monotonic clock
   */
  Passwords(LongSupplier nanoTime) {
    this(nanoTime, Passwords::compare);
  }

  /**
   * @param comparison of a password with a hash
   */
  Passwords(LongSupplier nanoTime, BiPredicate<String, String> comparison) {
    this.comparison = comparison;
    clients = new LoginClients(nanoTime);
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
   * @param client the address that the request comes from
   */
  Optional<Boolean> matches(
      Map<String, String> users, String user, String password, InetAddress client)
      throws InterruptedException {
    String hash = users.get(user);
    String compared = hash == null ? decoy(users) : hash;
    ByteBuffer key = key(user, compared, password);
    if (right.containsKey(key)) {
      return Optional.of(true);
    }
    Optional<Boolean> matches =
        wrong.containsKey(key)
            ? Optional.of(false)
            : compared(password, compared, client).map(same -> same && hash != null);
    matches.ifPresent(same -> (same ? right : wrong).put(key, true));
    if (matches.equals(Optional.of(false))) {
      clients.failed(client);
    }
    return matches;
  }

  /** Compares, if there is a place for this client. */
  private Optional<Boolean> compared(String password, String hash, InetAddress client)
      throws InterruptedException {
    boolean suspect = clients.begin(client) >= OF_ONE || clients.failedLately(client);
    try {
      if (!suspect) {
        return compared(password, hash);
      }
      if (!placesOfSuspects.tryAcquire()) {
        return Optional.empty();
      }
      try {
        return compared(password, hash);
      } finally {
        placesOfSuspects.release();
      }
    } finally {
      clients.end(client);
    }
  }

  private Optional<Boolean> compared(String password, String hash) throws InterruptedException {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    try {
      hashing.acquire();
      try {
        return Optional.of(comparison.test(password, hash));
      } finally {
        hashing.release();
      }
    } finally {
      places.release();
    }
  }

  /** As in Go: passwords of more than 72 bytes, the limit of bcrypt, are refused. */
  private static boolean compare(String password, String hash) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    boolean fits = bytes.length <= 72;
    return BCrypt.checkpw(fits ? bytes : new byte[72], hash) && fits;
  }

  /** A hash that no password matches, with the highest cost of all users. */
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
