package io.sonde.targets.jmx.rmi;

import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Reads the answers of an MBean server from their serialized form. Stateless. */
final class SerialMBeans {
  private SerialMBeans() {}

  /** The names of MBeans. */
  static List<ObjectName> names(@Nullable Object answer) throws InvalidObjectException {
    return members(answer, ObjectName.class);
  }

  /** Attributes with their values. */
  static List<Attribute> attributes(@Nullable Object answer) throws InvalidObjectException {
    List<Attribute> attributes = new ArrayList<>();
    for (SerialObject each : members(answer, SerialObject.class)) {
      if (!(each.field("name") instanceof String name)) {
        throw new InvalidObjectException("expected an attribute, found " + each.what());
      }
      attributes.add(new Attribute(name, each.field("value")));
    }
    return attributes;
  }

  private static <T> List<T> members(@Nullable Object answer, Class<T> type)
      throws InvalidObjectException {
    if (!(answer instanceof SerialData data) || !data.is(SerialData.Kind.COLLECTION)) {
      throw new InvalidObjectException("expected a collection");
    }
    List<T> members = new ArrayList<>();
    for (Object member : data.elements()) {
      if (!type.isInstance(member)) {
        throw new InvalidObjectException(
            "expected members of one class in the answer, found others");
      }
      members.add(type.cast(member));
    }
    return members;
  }

  /**
   * The readable attributes in the description of an MBean. The description is read by the names of
   * its fields, so it may be of any subclass and contain descriptors of any class.
   */
  static List<MBeanAttributeInfo> described(@Nullable Object info) throws InvalidObjectException {
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
