package io.sonde.yaml;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The description of one key of a configuration. Reading, the reference in the manual and the JSON
 * Schema all use it. Immutable; made with {@link #of} and the methods that add to it.
 *
 * @param <T> the Java type of its value
 * @param meaning its description for the manual, one or two sentences
 * @param otherwise its default, as written in a file; null for none
 * @param otherwiseWords its default in words, when the code that reads it computes it; null for
 *     none
 * @param required for a mandatory key, what the problem says is expected; null for an optional key
 * @param alternative true when the key is one of several, of which exactly one must be given
 * @param secret true when its value is never shown
 * @param escape escapes the value of a placeholder that is part of a longer value of this key
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

  /** Each key is declared once, so it equals itself only. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** A key that may be missing and has no default. */
  public static <T> Key<T> of(String name, Type<T> type, String meaning) {
    return new Key<>(name, type, meaning, null, null, null, false, false, UnaryOperator.identity());
  }

  /** This key with a default, written as in a file. */
  public Key<T> otherwise(String written) {
    return new Key<>(name, type, meaning, written, null, required, alternative, secret, escape);
  }

  /** This key with a default that the code that reads it computes. */
  public Key<T> otherwiseAs(String words) {
    return new Key<>(name, type, meaning, null, words, required, alternative, secret, escape);
  }

  /**
   * This key as a mandatory one.
   *
   * @param what what is expected of it, such as "a JDBC URL"
   */
  public Key<T> required(String what) {
    return new Key<>(
        name, type, meaning, otherwise, otherwiseWords, what, alternative, secret, escape);
  }

  /** This key as one of several, of which exactly one must be given. */
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

  /** True when its value, or the value of a key below it, may be a secret. */
  public boolean hides() {
    return secret || type.keys().stream().anyMatch(Key::hides);
  }
}
