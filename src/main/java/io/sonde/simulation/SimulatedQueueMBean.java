package io.sonde.simulation;

/** The attributes of a {@link SimulatedQueue}. */
public interface SimulatedQueueMBean {
  /** The number of messages in the queue. */
  int getSize();

  /** The number of messages that have arrived since the start. */
  long getArrived();
}
