package io.sonde.targets.jmx.rmi;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/**
 * Writes the arguments of a call. RMI expects an annotation with each class: the location from
 * which it can be loaded.
 */
final class RmiRequest extends ObjectOutputStream {
  RmiRequest(OutputStream out) throws IOException {
    super(out);
  }

  @Override
  protected void annotateClass(Class<?> type) throws IOException {
    writeObject(null);
  }
}
