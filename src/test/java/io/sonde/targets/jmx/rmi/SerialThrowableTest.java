package io.sonde.targets.jmx.rmi;

import static io.sonde.targets.jmx.rmi.Serialized.bytes;
import static io.sonde.targets.jmx.rmi.Serialized.memory;
import static io.sonde.targets.jmx.rmi.Serialized.out;
import static io.sonde.targets.jmx.rmi.Serialized.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Exceptions of a server, and answers that it could not write. */
class SerialThrowableTest {
  @Test
  void exceptionsAreReadByTheirClassesAndWords() throws Exception {
    var thrown =
        SerialThrowable.of(
            read(
                new javax.management.MBeanException(
                    new Alien("the queue is gone", new IllegalStateException()), "wrapped")));

    assertThat(thrown.type()).isEqualTo(Alien.class.getName());
    assertThat(thrown).hasMessage("the queue is gone");
    assertThat(thrown.is("java.lang.RuntimeException")).isTrue();
    assertThat(thrown.is("java.io.IOException")).isFalse();
    assertThat(SerialThrowable.isOfConnection(read(new java.rmi.NoSuchObjectException("x"))))
        .isTrue();
    assertThatThrownBy(() -> SerialThrowable.of("text")).hasMessage("expected an exception");
  }

  /** As when an attribute holds what is not serializable. */
  @Test
  void anAnswerThatTheOtherSideBrokeOffSaysWhy() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = out(bytes)) {
      assertThatThrownBy(() -> out.writeObject(new Object[] {"x", new Object()}))
          .isInstanceOf(java.io.NotSerializableException.class);
    }
    assertThatThrownBy(() -> reader(bytes.toByteArray(), memory()).object())
        .isInstanceOf(SerialReader.Aborted.class)
        .hasMessage(
            "the server cannot send it: java.io.NotSerializableException: java.lang.Object");
  }

  private static @Nullable Object read(Object object) throws Exception {
    return reader(bytes(object), memory()).object();
  }

  private static final class Alien extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Alien(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
