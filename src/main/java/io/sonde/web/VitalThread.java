package io.sonde.web;

import org.jspecify.annotations.Nullable;

/** A platform thread without which the service cannot work. It is dead when it has ended. */
final class VitalThread implements VitalPart {
  private final Thread thread;
  private volatile @Nullable Throwable failure;

  /** Takes the place of the thread's handler of uncaught exceptions, to know why it ends. */
  VitalThread(Thread thread) {
    this.thread = thread;
    thread.setUncaughtExceptionHandler((_, e) -> failed(e));
  }

  boolean is(Thread other) {
    return thread.equals(other);
  }

  /** What ends it, or made it stop its work. */
  void failed(Throwable why) {
    failure = why;
  }

  @Override
  public String name() {
    return "the thread " + thread.getName();
  }

  @Override
  public @Nullable String death() {
    Throwable why = failure;
    if (why != null) {
      return why.toString();
    }
    if (!thread.isAlive()) {
      return "it has ended";
    }
    return hasStopped() ? "it has stopped" : null;
  }

  /**
   * Helidon 4.4.0's thread of a listener that failed stops its listener and waits for itself to
   * end, for ever. While it listens it is runnable, as far as the JVM can tell. Ends with a Helidon
   * whose listener ends its thread when it fails.
   */
  private boolean hasStopped() {
    if (thread.getState() == Thread.State.RUNNABLE) {
      return false;
    }
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("stop")
          && frame.getClassName().equals("io.helidon.webserver.ServerListener")) {
        return true;
      }
    }
    return false;
  }
}
