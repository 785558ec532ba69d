package io.sonde.web;

import io.sonde.metrics.Limits;
import io.sonde.web.answers.AnswerPermits;
import java.util.Map;

/**
 * How much a server takes at the same time.
 *
 * @param permits of scrapes and probes; the server cuts off answers that take too long
 * @param connections of each listener, by its name, where the configuration says nothing
 * @param limits takes the bounds of the listeners, and is watched by the server
 */
public record WebBounds(AnswerPermits permits, Map<String, Integer> connections, Limits limits) {
  public WebBounds {
    connections = Map.copyOf(connections);
  }
}
