package io.sonde.web;

import io.helidon.http.DateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The threads of Helidon that a server needs to work: one for each listener, the timer that closes
 * idle connections, and the one that keeps the date of the answers.
 *
 * <p>Helidon 4.4.0 has no way to ask for them, so they are found by their names among the threads
 * that are new since {@link #before()}. A listener that fails writes a stack trace; that record has
 * the reason. It is kept out of the log, since Sonde logs the reason in one line. Ends with a
 * Helidon that reports the failure of a listener to its server.
 */
final class ServerThreads implements Filter {
  private static final Logger LISTENERS = Logger.getLogger("io.helidon.webserver.ServerListener");
  private static final String DATES = "helidon-http-timer";

  private final List<VitalThread> threads;

  private ServerThreads(List<VitalThread> threads) {
    this.threads = threads;
  }

  /** The platform threads that there are before a server is created. */
  static Set<Thread> before() {
    return Set.copyOf(platform());
  }

  /** Finds the threads of a server that was created and started after {@link #before()}. */
  static ServerThreads since(Set<Thread> before) {
    String _ = DateTime.rfc1123String(); // starts its timer
    List<VitalThread> found = new ArrayList<>();
    for (Thread thread : platform()) {
      String name = thread.getName();
      if (name.equals(DATES) || (!before.contains(thread) && isOfServer(name))) {
        found.add(new VitalThread(thread));
      }
    }
    var threads = new ServerThreads(List.copyOf(found));
    LISTENERS.setFilter(threads);
    return threads;
  }

  private static boolean isOfServer(String name) {
    return name.matches("server-.*-listener")
        || name.equals("helidon-idle-connection-timer")
        || name.startsWith("idle-timeout-handler-"); // the same thread while it works
  }

  List<? extends VitalPart> parts() {
    return threads;
  }

  @Override
  public boolean isLoggable(LogRecord entry) {
    Throwable thrown = entry.getThrown();
    if (thrown == null || entry.getLevel().intValue() < Level.SEVERE.intValue()) {
      return true;
    }
    Thread here = Thread.currentThread();
    boolean known = false;
    for (VitalThread thread : threads) {
      if (thread.is(here)) {
        thread.failed(thrown);
        known = true;
      }
    }
    return !known;
  }

  private static List<Thread> platform() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[root.activeCount() + 64];
    int count = root.enumerate(threads, true);
    List<Thread> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(threads[i]);
    }
    return list;
  }
}
