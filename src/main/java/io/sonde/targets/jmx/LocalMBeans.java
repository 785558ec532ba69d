package io.sonde.targets.jmx;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The MBeans of Sonde's own JVM. Thread-safe. */
record LocalMBeans(MBeanServer server) implements MBeans {
  @Override
  public Set<ObjectName> names(ObjectName pattern) throws MBeanFailure {
    try {
      return server.queryNames(pattern, null);
    } catch (RuntimeException e) {
      throw MBeanFailure.of(e);
    }
  }

  @Override
  public List<Attribute> attributes(ObjectName mbean, List<String> names) throws MBeanFailure {
    try {
      return server.getAttributes(mbean, names.toArray(String[]::new)).asList();
    } catch (JMException | RuntimeException e) {
      throw MBeanFailure.of(e);
    }
  }

  @Override
  public @Nullable Object attribute(ObjectName mbean, String name) throws MBeanFailure {
    try {
      return server.getAttribute(mbean, name);
    } catch (JMException | RuntimeException e) {
      throw MBeanFailure.of(e);
    }
  }

  @Override
  public List<MBeanAttributeInfo> describe(ObjectName mbean) throws MBeanFailure {
    try {
      return Arrays.stream(server.getMBeanInfo(mbean).getAttributes())
          .filter(MBeanAttributeInfo::isReadable)
          .toList();
    } catch (JMException | RuntimeException e) {
      throw MBeanFailure.of(e);
    }
  }

  /** Nothing is remembered between reads, since local calls are cheap. */
  @Override
  public Object login() {
    return new Object();
  }

  @Override
  public void forget() {
    // the values are objects of this JVM and need no further memory
  }
}
