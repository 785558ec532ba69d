package io.sonde.web.status;

import static java.util.stream.Collectors.joining;

import io.sonde.collection.status.CollectionStatus;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The states of collections in the order of the page, the worst first. */
enum State {
  STALE("no run has succeeded for longer than keep: the samples were dropped"),
  FAILING("the last run failed; what was read before is still exposed, if there was anything"),
  NEVER_RUN("no run has ended yet"),
  DOES_NOT_APPLY("the target does not have what the collector asks for"),
  UP("the last run succeeded");

  private final String meaning;

  State(String meaning) {
    this.meaning = meaning;
  }

  static State of(CollectionStatus status) {
    return switch (status.state()) {
      case STALE -> STALE;
      case FAILING -> FAILING;
      case NEVER_RUN -> NEVER_RUN;
      case DOES_NOT_APPLY -> DOES_NOT_APPLY;
      case UP -> UP;
    };
  }

  /** As parameters, JSON and style sheets name it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As people read it. */
  String text() {
    return label().replace('-', ' ');
  }

  String meaning() {
    return meaning;
  }

  /** True for what someone has to look at. */
  boolean isTrouble() {
    return this == STALE || this == FAILING;
  }

  static Optional<State> of(String label) {
    return Stream.of(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  static String labels() {
    return Stream.of(values()).map(State::label).collect(joining(", "));
  }
}
