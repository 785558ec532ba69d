package io.sonde.targets.jmx.rmi;

import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanAttributeInfo;
import org.jspecify.annotations.Nullable;

/**
 * The description of an MBean, as it was sent. It is read by the names of its fields, so that it
 * may be of any subclass, and hold descriptors of any classes. Stateless.
 */
final class SerialMBeanInfo {
  private SerialMBeanInfo() {}

  /** The attributes that can be read. */
  static List<MBeanAttributeInfo> attributes(@Nullable Object info) throws InvalidObjectException {
    if (!(info instanceof SerialObject object) || !object.type().is("javax.management.MBeanInfo")) {
      throw new InvalidObjectException("expected the description of an MBean");
    }
    List<MBeanAttributeInfo> attributes = new ArrayList<>();
    if (object.field("attributes") instanceof SerialData array) {
      for (Object each : array.elements()) {
        if (each instanceof SerialObject attribute
            && attribute.field("name") instanceof String name
            && Boolean.TRUE.equals(attribute.field("isRead"))) {
          attributes.add(
              new MBeanAttributeInfo(
                  name,
                  text(attribute, "attributeType"),
                  text(attribute, "description"),
                  true,
                  false,
                  false));
        }
      }
    }
    return attributes;
  }

  private static String text(SerialObject attribute, String field) {
    return attribute.field(field) instanceof String text ? text : "";
  }
}
