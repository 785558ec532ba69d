package io.sonde.targets.jmx;

import io.sonde.targets.jmx.rmi.RmiSession;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The MBeans of another JVM, for one read with a session. Not thread-safe. */
final class RemoteMBeans implements MBeans {
  private final RmiSession session;
  private long kept;

  RemoteMBeans(RmiSession session) {
    this.session = session;
    this.kept = session.memory();
  }

  @Override
  public Collection<ObjectName> names(ObjectName pattern) throws IOException, MBeanFailure {
    try {
      List<ObjectName> names = session.names(pattern);
      kept = session.memory();
      return names;
    } catch (RmiSession.Thrown e) {
      throw MBeanFailure.of(e);
    }
  }

  @Override
  public List<Attribute> attributes(ObjectName mbean, List<String> names)
      throws IOException, MBeanFailure {
    try {
      return session.attributes(mbean, names);
    } catch (RmiSession.Thrown e) {
      throw MBeanFailure.of(e);
    }
  }

  @Override
  public @Nullable Object attribute(ObjectName mbean, String name)
      throws IOException, MBeanFailure {
    try {
      return session.attribute(mbean, name);
    } catch (RmiSession.Thrown e) {
      throw MBeanFailure.of(e);
    }
  }

  @Override
  public List<MBeanAttributeInfo> describe(ObjectName mbean) throws IOException, MBeanFailure {
    try {
      return session.describe(mbean);
    } catch (RmiSession.Thrown e) {
      throw MBeanFailure.of(e);
    }
  }

  @Override
  public Object login() {
    return session.login();
  }

  @Override
  public void forget() {
    session.forget(kept);
  }
}
