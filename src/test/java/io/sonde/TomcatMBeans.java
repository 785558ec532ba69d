package io.sonde;

import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Registers MBeans as Tomcat has them in the JVM that runs it. */
public final class TomcatMBeans implements Runnable {
  @Override
  public void run() {
    register(
        "type=ThreadPool,name=\"http-nio-8080\"",
        Map.of(
            "currentThreadsBusy", 2,
            "currentThreadCount", 10,
            "maxThreads", 200,
            "connectionCount", 7L));
    register(
        "type=GlobalRequestProcessor,name=\"http-nio-8080\"",
        Map.of("requestCount", 40, "errorCount", 1, "processingTime", 1500L, "bytesSent", 9L));
    register(
        "type=Manager,host=localhost,context=/shop",
        Map.of("activeSessions", 5, "expiredSessions", 12L));
  }

  private static void register(String name, Map<String, Object> values) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      server.registerMBean(new Modelled(values), new ObjectName("Catalina:" + name));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An MBean as Tomcat makes them: its attributes begin with a small letter. */
  private record Modelled(Map<String, Object> values) implements DynamicMBean {
    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
      Object value = values.get(attribute);
      if (value == null) {
        throw new AttributeNotFoundException(attribute);
      }
      return value;
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
      AttributeList found = new AttributeList();
      for (String attribute : attributes) {
        if (values.containsKey(attribute)) {
          found.add(new Attribute(attribute, values.get(attribute)));
        }
      }
      return found;
    }

    @Override
    public void setAttribute(Attribute attribute) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object invoke(String action, Object[] values, String[] signature) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MBeanInfo getMBeanInfo() {
      MBeanAttributeInfo[] attributes =
          values.entrySet().stream()
              .map(e ->
                  new MBeanAttributeInfo(
                      e.getKey(), e.getValue().getClass().getName(), "", true, false, false))
              .toArray(MBeanAttributeInfo[]::new);
      return new MBeanInfo("Modelled", "", attributes, null, null, null);
    }
  }
}
