package io.sonde;

import static java.lang.System.Logger.Level.WARNING;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Reloads on SIGHUP, which would end the process otherwise. A signal that comes before there is
 * anything to reload is kept until then. Thread-safe.
 *
 * <p>{@code sun.misc.Signal} of the module {@code jdk.unsupported} is the only way to handle
 * signals, and javac warns of each use in a way that no annotation can turn off, while warnings are
 * errors here. Hence the reflection.
 */
final class SighupHandler {
  // Guarded by this.
  private @Nullable Runnable reload;
  private boolean early;

  /**
   * Handles SIGHUP from now on. No signal comes where it is ignored from the start, as with {@code
   * nohup}, or where the JVM leaves signals alone ({@code -Xrs}).
   */
  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  void install() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              SighupHandler.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      received();
                      yield null;
                    }
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "SIGHUP";
                  });
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangup, proxy);
    } catch (InvocationTargetException e) {
      unhandled(String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      unhandled(e.toString());
    }
  }

  private static void unhandled(String why) {
    System.getLogger(SighupHandler.class.getName())
        .log(WARNING, "SIGHUP does not reload: {0}", why);
  }

  /** A signal has come. The JVM calls this on a new thread for each signal. */
  void received() {
    Runnable action;
    synchronized (this) {
      action = reload;
      early |= action == null;
    }
    if (action != null) {
      action.run();
    }
  }

  /**
   * Reloads at each signal from now on, and once on another thread if one has come before: the
   * configuration may have changed after it was read.
   */
  void reloadBy(Runnable action) {
    boolean missed;
    synchronized (this) {
      reload = action;
      missed = early;
      early = false;
    }
    if (missed) {
      Thread.ofPlatform().daemon().name("sonde-sighup").start(action);
    }
  }
}
