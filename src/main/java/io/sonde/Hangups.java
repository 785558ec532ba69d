package io.sonde;

import static java.lang.System.Logger.Level.WARNING;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * SIGHUP. Without this it ends the process.
 *
 * <p>{@code sun.misc.Signal} of the module {@code jdk.unsupported} is the only way to it, and javac
 * warns of each use in a way that no annotation can turn off, while warnings are errors here. Hence
 * the reflection.
 */
final class Hangups {
  private static final System.Logger LOGGER = System.getLogger(Hangups.class.getName());

  private Hangups() {}

  /**
   * Runs an action at each SIGHUP, on a thread of its own. None comes where it is ignored from the
   * start, as with {@code nohup}, or where the JVM leaves signals alone ({@code -Xrs}).
   */
  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  static void run(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Hangups.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "SIGHUP";
                  });
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangup, proxy);
    } catch (InvocationTargetException e) {
      LOGGER.log(WARNING, "SIGHUP does not reload: {0}", String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      LOGGER.log(WARNING, "SIGHUP does not reload: {0}", e.toString());
    }
  }
}
