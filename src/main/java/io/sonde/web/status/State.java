package io.sonde.web.status;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import java.util.stream.Stream;

/** How a collection is, the worst first. */
enum State {
  STALE("stale", "failing, and has no samples left"),
  FAILING("failing", "failing; the last good samples are still served"),
  WAITING("waiting", "its first run has not ended yet"),
  NOT_APPLICABLE("not-applicable", "the target has not what the collector asks for"),
  WORKING("working", "the last run succeeded");

  private final String label;
  private final String meaning;

  State(String label, String meaning) {
    this.label = label;
    this.meaning = meaning;
  }

  /** As parameters, JSON and style sheets name it. */
  String label() {
    return label;
  }

  /** As people read it. */
  String text() {
    return label.replace('-', ' ');
  }

  String meaning() {
    return meaning;
  }

  /** True for what someone has to look at. */
  boolean isTrouble() {
    return this == STALE || this == FAILING;
  }

  static Optional<State> of(String label) {
    return Stream.of(values()).filter(one -> one.label.equals(label)).findFirst();
  }

  static String labels() {
    return Stream.of(values()).map(State::label).collect(joining(", "));
  }
}
