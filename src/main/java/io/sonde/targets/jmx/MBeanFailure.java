package io.sonde.targets.jmx;

import io.sonde.targets.jmx.rmi.RmiSession;
import java.io.NotSerializableException;
import java.util.function.Predicate;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanException;
import javax.management.ReflectionException;
import javax.management.RuntimeErrorException;
import javax.management.RuntimeMBeanException;
import org.jspecify.annotations.Nullable;

/**
 * What an MBean server, or an MBean, threw, here or in another JVM. The connection is not to blame.
 */
final class MBeanFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean vanished;
  private final boolean lacking;
  private final boolean refused;
  private final boolean unsent;
  private final String reason;

  /**
   * @param is whether what was thrown is of a class
   */
  private MBeanFailure(
      Throwable cause, Predicate<Class<?>> is, String type, @Nullable String message) {
    super(cause);
    this.vanished = is.test(InstanceNotFoundException.class);
    this.lacking =
        is.test(AttributeNotFoundException.class) || is.test(UnsupportedOperationException.class);
    this.refused = is.test(SecurityException.class);
    this.unsent = is.test(NotSerializableException.class);
    this.reason =
        message == null || message.isBlank() ? type : unsent ? message : type + ": " + message;
  }

  /** In this JVM. */
  static MBeanFailure of(Throwable thrown) {
    Throwable bare = bare(thrown);
    return new MBeanFailure(
        bare, type -> type.isInstance(bare), bare.getClass().getName(), bare.getMessage());
  }

  /** In another one. */
  static MBeanFailure of(RmiSession.Thrown thrown) {
    return new MBeanFailure(
        thrown, type -> thrown.is(type.getName()), thrown.type(), thrown.getMessage());
  }

  /** The MBean is not registered, or not any more. */
  boolean vanished() {
    return vanished;
  }

  /**
   * The MBean has no such attribute, or declares it for other JVMs than its own, as the platform's
   * memory pools declare thresholds that only some of them support.
   */
  boolean lacking() {
    return lacking;
  }

  /** The caller may not do this, or is not the one it claims to be. */
  boolean refused() {
    return refused;
  }

  /** The server has a value, and cannot send it; other attributes may be sent without it. */
  boolean unsent() {
    return unsent;
  }

  /** What happened, for a message. */
  String reason() {
    return reason;
  }

  /** What the MBean threw, without what JMX wraps it in. */
  private static Throwable bare(Throwable thrown) {
    return switch (thrown) {
      case MBeanException e when e.getCause() != null -> bare(e.getCause());
      case RuntimeMBeanException e when e.getCause() != null -> bare(e.getCause());
      case RuntimeErrorException e when e.getCause() != null -> bare(e.getCause());
      case ReflectionException e when e.getCause() != null -> bare(e.getCause());
      default -> thrown;
    };
  }
}
