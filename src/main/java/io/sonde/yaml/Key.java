package io.sonde.yaml;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One key of a configuration: the one description from which reading it, the manual's reference and
 * the JSON Schema come. Immutable; made with {@link #of} and the methods that add to it.
 *
 * @param <T> what its value becomes
 * @param meaning what it does, in one or two sentences for the manual
 * @param otherwise its default, as a file would say it; null for none
 * @param otherwiseWords its default in words, where the reader works it out; null for none
 * @param required what a problem expects where the key is missing; null when it may be missing
 * @param alternative true when exactly one of the keys that are marked so must be there
 * @param secret true when its value is never shown
 * @param escape makes a text safe to stand inside a longer value of this key, for placeholders
 */
public record Key<T>(
    String name,
    Type<T> type,
    String meaning,
    @Nullable String otherwise,
    @Nullable String otherwiseWords,
    @Nullable String required,
    boolean alternative,
    boolean secret,
    UnaryOperator<String> escape) {

  /** A key that may be missing and has no default. */
  public static <T> Key<T> of(String name, Type<T> type, String meaning) {
    return new Key<>(name, type, meaning, null, null, null, false, false, UnaryOperator.identity());
  }

  /** This key with a default, written as in a file. */
  public Key<T> otherwise(String written) {
    return new Key<>(name, type, meaning, written, null, required, alternative, secret, escape);
  }

  /** This key with a default that its reader works out. */
  public Key<T> otherwiseAs(String words) {
    return new Key<>(name, type, meaning, null, words, required, alternative, secret, escape);
  }

  /**
   * This key, which must be there.
   *
   * @param what what is expected of it, such as "a JDBC URL"
   */
  public Key<T> required(String what) {
    return new Key<>(
        name, type, meaning, otherwise, otherwiseWords, what, alternative, secret, escape);
  }

  /** This key as one of several, of which exactly one must be there. */
  public Key<T> asAlternative() {
    return new Key<>(
        name, type, meaning, otherwise, otherwiseWords, required, true, secret, escape);
  }

  /** This key, whose value no message may show. */
  public Key<T> asSecret() {
    return new Key<>(
        name, type, meaning, otherwise, otherwiseWords, required, alternative, true, escape);
  }

  /** This key with how a placeholder inside a longer value is escaped. */
  public Key<T> escaped(UnaryOperator<String> how) {
    return new Key<>(
        name, type, meaning, otherwise, otherwiseWords, required, alternative, secret, how);
  }

  /** True when what stands here may be a secret: its own value, or one of a key below it. */
  public boolean hides() {
    return secret || type.keys().stream().anyMatch(Key::hides);
  }
}
