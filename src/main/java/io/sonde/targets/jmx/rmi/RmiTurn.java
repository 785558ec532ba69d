package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;

/**
 * What a session has for one turn. Not thread-safe, but for the sockets.
 *
 * @param maxAnswer the most bytes of one answer
 */
record RmiTurn(RmiSockets sockets, Reading reading, RmiMemory memory, long maxAnswer) {
  static RmiTurn of(RmiSockets sockets, Reading reading, long maxAnswer) {
    return new RmiTurn(sockets, reading, new RmiMemory(reading, maxAnswer), maxAnswer);
  }
}
