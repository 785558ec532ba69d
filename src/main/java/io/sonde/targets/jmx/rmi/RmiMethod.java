package io.sonde.targets.jmx.rmi;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The remote methods of {@code javax.management.remote.rmi} that Sonde calls.
 *
 * <p>Source: Java RMI specification, 8.3: a method is identified by a hash of its name and
 * descriptor.
 */
enum RmiMethod {
  NEW_CLIENT("newClient(Ljava/lang/Object;)Ljavax/management/remote/rmi/RMIConnection;"),
  QUERY_NAMES(
      "queryNames(Ljavax/management/ObjectName;Ljava/rmi/MarshalledObject;"
          + "Ljavax/security/auth/Subject;)Ljava/util/Set;"),
  GET_ATTRIBUTES(
      "getAttributes(Ljavax/management/ObjectName;[Ljava/lang/String;"
          + "Ljavax/security/auth/Subject;)Ljavax/management/AttributeList;"),
  GET_ATTRIBUTE(
      "getAttribute(Ljavax/management/ObjectName;Ljava/lang/String;"
          + "Ljavax/security/auth/Subject;)Ljava/lang/Object;"),
  GET_MBEAN_INFO(
      "getMBeanInfo(Ljavax/management/ObjectName;Ljavax/security/auth/Subject;)"
          + "Ljavax/management/MBeanInfo;"),
  GET_DEFAULT_DOMAIN("getDefaultDomain(Ljavax/security/auth/Subject;)Ljava/lang/String;"),
  CLOSE("close()V");

  /** The operation number of calls that identify their method by the hash. */
  static final int BY_HASH = -1;

  private final long hash;

  RmiMethod(String signature) {
    var bytes = new ByteArrayOutputStream();
    try {
      new DataOutputStream(bytes).writeUTF(signature);
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes.toByteArray());
      hash = ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  long hash() {
    return hash;
  }
}
