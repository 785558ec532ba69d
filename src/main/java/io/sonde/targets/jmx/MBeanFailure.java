package io.sonde.targets.jmx;

import java.io.ObjectStreamException;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanException;
import javax.management.ReflectionException;
import javax.management.RuntimeErrorException;
import javax.management.RuntimeMBeanException;

/**
 * What an MBean server, or an MBean, threw; or why its answer could not be understood. The
 * connection is not to blame.
 */
public final class MBeanFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Throwable thrown;

  public MBeanFailure(Throwable thrown) {
    super(thrown);
    this.thrown = bare(thrown);
  }

  /** The MBean is not registered, or not any more. */
  public boolean vanished() {
    return thrown instanceof InstanceNotFoundException;
  }

  /**
   * The MBean has no such attribute, or declares it for other JVMs than its own, as the platform's
   * memory pools declare thresholds that only some of them support.
   */
  public boolean lacking() {
    return thrown instanceof AttributeNotFoundException
        || thrown instanceof UnsupportedOperationException;
  }

  /** The caller may not do this, or is not the one it claims to be. */
  public boolean refused() {
    return thrown instanceof SecurityException;
  }

  /** An answer came that cannot be read here: the class of a value is missing, or not allowed. */
  public boolean unreadable() {
    return thrown instanceof ObjectStreamException || thrown instanceof ClassNotFoundException;
  }

  /** What happened, for a message. */
  public String reason() {
    return switch (thrown) {
      case ClassNotFoundException missing ->
          "the answer has an object of the class "
              + missing.getMessage()
              + ", which Sonde does not have";
      case ObjectStreamException unreadable -> String.valueOf(unreadable.getMessage());
      default -> {
        String message = thrown.getMessage();
        String kind = thrown.getClass().getName();
        yield message == null || message.isBlank() ? kind : kind + ": " + message;
      }
    };
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
