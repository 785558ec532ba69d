package io.sonde.targets.jmx.rmi;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/** Objects on their way to the other side: RMI wants to know where their classes can be had. */
final class RmiRequest extends ObjectOutputStream {
  RmiRequest(OutputStream out) throws IOException {
    super(out);
  }

  @Override
  protected void annotateClass(Class<?> type) throws IOException {
    writeObject(null);
  }
}
