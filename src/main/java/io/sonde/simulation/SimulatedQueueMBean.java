package io.sonde.simulation;

/** What a queue shows of itself over JMX. */
public interface SimulatedQueueMBean {
  /** Messages that wait. */
  int getSize();

  /** Messages that ever arrived. */
  long getArrived();
}
