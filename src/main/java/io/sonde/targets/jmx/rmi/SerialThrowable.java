package io.sonde.targets.jmx.rmi;

import io.sonde.targets.jmx.rmi.RmiSession.Thrown;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an exception of a server from its serialized form. Stateless. */
final class SerialThrowable {
  /** The exceptions in which JMX wraps those of MBeans. */
  private static final List<String> WRAPPERS =
      List.of(
          "javax.management.MBeanException",
          "javax.management.ReflectionException",
          "javax.management.RuntimeMBeanException",
          "javax.management.RuntimeErrorException");

  private static final List<String> WRAPPED = List.of("exception", "runtimeException", "error");

  private static final int MAX_WRAPPERS = 10;

  private SerialThrowable() {}

  /**
   * True when RMI or the login failed, and not an MBean, whose exceptions are wrapped.
   *
   * @throws InvalidObjectException when it is not an exception
   */
  static boolean isOfConnection(@Nullable Object thrown) throws InvalidObjectException {
    return throwable(thrown).type().is("java.io.IOException");
  }

  /**
   * The exception of an MBean, without the exceptions that JMX wraps it in.
   *
   * @throws InvalidObjectException when it is not an exception
   */
  static Thrown of(@Nullable Object thrown) throws InvalidObjectException {
    SerialObject bare = throwable(thrown);
    for (int i = 0; i < MAX_WRAPPERS && WRAPPERS.contains(bare.type().name()); i++) {
      for (String wrapped : WRAPPED) {
        if (bare.field(wrapped) instanceof SerialObject inner
            && inner.type().is("java.lang.Throwable")) {
          bare = inner;
          break;
        }
      }
    }
    List<String> types = new ArrayList<>();
    for (SerialType type = bare.type(); type != null; type = type.parent()) {
      types.add(type.name());
    }
    return new Thrown(types, message(bare));
  }

  /** Its message. */
  static @Nullable String message(@Nullable Object thrown) throws InvalidObjectException {
    return throwable(thrown).field("detailMessage") instanceof String message ? message : null;
  }

  private static SerialObject throwable(@Nullable Object thrown) throws InvalidObjectException {
    if (thrown instanceof SerialObject object && object.type().is("java.lang.Throwable")) {
      return object;
    }
    throw new InvalidObjectException("expected an exception");
  }
}
