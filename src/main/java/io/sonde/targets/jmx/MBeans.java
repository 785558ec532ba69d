package io.sonde.targets.jmx;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * The operations on the MBeans of a JVM that Sonde needs, for one read.
 *
 * <p>Each method throws {@link IOException} when the connection failed, and {@link MBeanFailure}
 * when the server, or an MBean, refused or failed.
 */
interface MBeans {
  /** The names of the MBeans that a pattern selects. */
  Collection<ObjectName> names(ObjectName pattern) throws IOException, MBeanFailure;

  /**
   * Several attributes at once: those that the MBean has, and that can be read. Other attributes
   * are left out.
   */
  List<Attribute> attributes(ObjectName mbean, List<String> names) throws IOException, MBeanFailure;

  /** One attribute, or the reason why it cannot be read. */
  @Nullable Object attribute(ObjectName mbean, String name) throws IOException, MBeanFailure;

  /** The attributes that an MBean says can be read. */
  List<MBeanAttributeInfo> describe(ObjectName mbean) throws IOException, MBeanFailure;

  /**
   * The login that is used. After another login, what was remembered of the MBeans may be wrong,
   * since the server may be another JVM.
   */
  Object login();

  /** Releases the memory of the attributes that were returned so far. */
  void forget();
}
