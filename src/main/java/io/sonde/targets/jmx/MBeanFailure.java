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
 * An exception that an MBean server or an MBean threw, in this JVM or in another one; not a failure
 * of the connection.
 */
final class MBeanFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean unregistered;
  private final boolean missingAttribute;
  private final boolean refused;
  private final boolean notSerializable;
  private final String reason;

  /**
   * @param is whether the exception is an instance of the class with a name
   */
  private MBeanFailure(
      Throwable cause, Predicate<Class<?>> is, String type, @Nullable String message) {
    super(cause);
    this.unregistered = is.test(InstanceNotFoundException.class);
    this.missingAttribute =
        is.test(AttributeNotFoundException.class) || is.test(UnsupportedOperationException.class);
    this.refused = is.test(SecurityException.class);
    this.notSerializable = is.test(NotSerializableException.class);
    this.reason =
        message == null || message.isBlank()
            ? type
            : notSerializable ? message : type + ": " + message;
  }

  /** An exception of this JVM. */
  static MBeanFailure of(Throwable thrown) {
    Throwable bare = bare(thrown);
    return new MBeanFailure(
        bare, type -> type.isInstance(bare), bare.getClass().getName(), bare.getMessage());
  }

  /** An exception of another JVM. */
  static MBeanFailure of(RmiSession.Thrown thrown) {
    return new MBeanFailure(
        thrown, type -> thrown.is(type.getName()), thrown.type(), thrown.getMessage());
  }

  /** True when the MBean is not registered, or not any more. */
  boolean isUnregistered() {
    return unregistered;
  }

  /**
   * True when the MBean does not have the attribute, or has declared but does not support it. The
   * memory pools of the JVM, for example, declare thresholds that only some of them support.
   */
  boolean isMissingAttribute() {
    return missingAttribute;
  }

  /** True when access was denied or the credentials were refused. */
  boolean refused() {
    return refused;
  }

  /** True when the server cannot serialize the value; other attributes can still be read. */
  boolean isNotSerializable() {
    return notSerializable;
  }

  /** The type and the message of the exception. */
  String reason() {
    return reason;
  }

  /** The exception of the MBean, without the exceptions that JMX wraps it in. */
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
