package io.sonde.targets.jmx;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * The MBeans of a JVM, as far as Sonde needs them, for one read.
 *
 * <p>Each method throws {@link IOException} when the connection failed, and {@link MBeanFailure}
 * when the server, or an MBean, refused or failed.
 */
interface MBeans {
  /** The names of the MBeans that a pattern selects. */
  Collection<ObjectName> names(ObjectName pattern) throws IOException, MBeanFailure;

  /**
   * Several attributes at once: those that the MBean has, and that can be read. The others are left
   * out without a word.
   */
  List<Attribute> attributes(ObjectName mbean, List<String> names) throws IOException, MBeanFailure;

  /** One attribute, or the reason why it cannot be read. */
  @Nullable Object attribute(ObjectName mbean, String name) throws IOException, MBeanFailure;

  /** The attributes that an MBean says can be read. */
  List<MBeanAttributeInfo> describe(ObjectName mbean) throws IOException, MBeanFailure;

  /**
   * The login by which they are read. What was learnt of the MBeans by another one may not hold any
   * more: they may be those of another JVM.
   */
  Object login();

  /** Says that the attributes that were given so far are not needed any more. */
  void forget();
}
