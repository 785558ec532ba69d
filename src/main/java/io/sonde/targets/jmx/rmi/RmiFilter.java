package io.sonde.targets.jmx.rmi;

import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.rmi.server.RemoteObject;
import java.util.Set;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which objects are taken from a JMX server, so that one that lies cannot have Sonde make whatever
 * it likes: plain values, JMX's own types, and exceptions of the platform, within bounds; where a
 * stub is due, what stubs are made of.
 *
 * <p>For one stream, in place of the filter of the JVM, by which Helidon refuses every class. Not
 * thread-safe.
 */
final class RmiFilter implements ObjectInputFilter {
  private static final Set<String> VALUES =
      Set.of(
          "java.lang",
          "java.lang.management",
          "java.math",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "javax.management",
          "javax.management.openmbean");
  // What RMI itself answers.
  private static final Set<String> LEASES =
      Set.of("java.rmi.dgc.Lease", "java.rmi.dgc.VMID", "java.rmi.server.UID");
  private static final int MAX_DEPTH = 100;
  private static final int MAX_REFERENCES = 1_000_000;
  private static final int MAX_ARRAY = 1_000_000;

  private final boolean stub;
  private @Nullable String why;

  RmiFilter(boolean stub) {
    this.stub = stub;
  }

  /** Why an object was rejected, for a message; null when none was. */
  @Nullable String why() {
    return why;
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (info.depth() > MAX_DEPTH
        || info.references() > MAX_REFERENCES
        || info.arrayLength() > MAX_ARRAY) {
      why = "the answer is larger than Sonde takes from a JMX server";
      return Status.REJECTED;
    }
    Class<?> type = info.serialClass();
    if (type == null) {
      return Status.UNDECIDED;
    }
    while (type.isArray()) {
      type = type.getComponentType();
    }
    if (type.isPrimitive() || (stub ? ofStub(type) : ofValue(type)) || ofFailure(type)) {
      return Status.ALLOWED;
    }
    why =
        "the answer has an object of the class "
            + type.getName()
            + ", which Sonde does not take from a JMX server";
    return Status.REJECTED;
  }

  private static boolean ofValue(Class<?> type) {
    return VALUES.contains(type.getPackageName()) || LEASES.contains(type.getName());
  }

  private static boolean ofStub(Class<?> type) {
    return RemoteObject.class.isAssignableFrom(type)
        || type == SslRMIClientSocketFactory.class
        || type == Proxy.class
        || ((type.isInterface() || Proxy.isProxyClass(type))
            && (RMIServer.class.isAssignableFrom(type)
                || RMIConnection.class.isAssignableFrom(type)));
  }

  /** What exceptions of the platform are made of. */
  private static boolean ofFailure(Class<?> type) {
    String module = type.getModule().getName();
    return type.getPackageName().equals("java.lang")
        || type.getPackageName().equals("java.util")
        || (Throwable.class.isAssignableFrom(type) && module != null && module.startsWith("java."));
  }
}
