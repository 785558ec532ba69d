package io.sonde.targets.jmx;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import javax.management.Attribute;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * The MBeans of a JVM, as far as Sonde needs them.
 *
 * <p>Each method throws {@link IOException} when the connection failed, and {@link MBeanFailure}
 * when the server, or an MBean, refused or failed.
 */
public interface MBeans {
  /** The names of the MBeans that a pattern selects. */
  Set<ObjectName> names(ObjectName pattern) throws IOException, MBeanFailure;

  /**
   * Several attributes at once: those that the MBean has, and that can be read. The others are left
   * out without a word.
   */
  List<Attribute> attributes(ObjectName mbean, List<String> names) throws IOException, MBeanFailure;

  /** One attribute, or the reason why it cannot be read. */
  @Nullable Object attribute(ObjectName mbean, String name) throws IOException, MBeanFailure;
}
