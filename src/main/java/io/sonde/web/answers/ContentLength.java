package io.sonde.web.answers;

import io.helidon.common.GenericType;
import io.helidon.common.mapper.Value;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The header {@code Content-Length}, with its number. Helidon 4.4.0 parses the number of its own
 * header from the text again for each answer, and creates all its mappers for that: half of the
 * processor time of a small answer. To be removed when {@code HeaderValueBase.get(Class)} keeps its
 * mappers. Immutable.
 */
final class ContentLength implements Header {
  private final Header text;
  private final long length;

  ContentLength(long length) {
    this.text = HeaderValues.create(HeaderNames.CONTENT_LENGTH, length);
    this.length = length;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <N> N get(Class<N> type) {
    return type == long.class || type == Long.class ? (N) Long.valueOf(length) : text.get(type);
  }

  @Override
  public long getLong() {
    return length;
  }

  // Everything else is as Helidon has it.

  @Override
  public String name() {
    return text.name();
  }

  @Override
  public HeaderName headerName() {
    return text.headerName();
  }

  @Override
  public String get() {
    return text.get();
  }

  @Override
  public List<String> allValues() {
    return text.allValues();
  }

  @Override
  public int valueCount() {
    return text.valueCount();
  }

  @Override
  public boolean sensitive() {
    return text.sensitive();
  }

  @Override
  public boolean changing() {
    return text.changing();
  }

  @Override
  public <N> Value<N> as(Class<N> type) {
    return text.as(type);
  }

  @Override
  public <N> Value<N> as(GenericType<N> type) {
    return text.as(type);
  }

  @Override
  public <N> Value<N> as(Function<? super String, ? extends N> mapper) {
    return text.as(mapper);
  }

  @Override
  public Optional<String> asOptional() {
    return text.asOptional();
  }

  @Override
  public Value<Boolean> asBoolean() {
    return text.asBoolean();
  }

  @Override
  public Value<String> asString() {
    return text.asString();
  }

  @Override
  public Value<Integer> asInt() {
    return text.asInt();
  }

  @Override
  public Value<Long> asLong() {
    return text.asLong();
  }

  @Override
  public Value<Double> asDouble() {
    return text.asDouble();
  }
}
