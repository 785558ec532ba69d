package io.sonde;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The open parts of a running Sonde, to be closed in the reverse order. For one thread at a time.
 */
final class Parts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Parts.class.getName());

  private final Deque<Runnable> closing = new ArrayDeque<>();

  /**
   * Adds a part that is open.
   *
   * @param close closes or stops it
   */
  void add(Runnable close) {
    closing.push(close);
  }

  /** Closes all parts, also when one of them fails, which is logged. */
  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().run();
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "cannot close a part", e);
      }
    }
  }
}
