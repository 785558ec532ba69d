package io.sonde.targets.jmx;

import java.util.ArrayList;
import java.util.List;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * A field of the row of an MBean: a key property of its name, or else an attribute, with a dotted
 * path into it. Immutable.
 *
 * <pre>
 * name                    the key property "name", else the attribute "name"
 * attr:name               the attribute
 * Usage.used              the item "used" of the attribute "Usage", unless there is "Usage.used"
 * $domain                 the domain of the name
 * </pre>
 *
 * @param text as it is written
 * @param property the key property that it may be; null when the field can be an attribute only
 * @param path the attribute with the path into it; empty when the field is not an attribute
 * @param attributes the attributes that it may be, the longest name first
 */
record MBeanField(String text, @Nullable String property, String path, List<String> attributes) {
  private static final String DOMAIN = "$domain";
  private static final String ATTRIBUTE = "attr:";

  static MBeanField of(String text) {
    if (text.equals(DOMAIN)) {
      return new MBeanField(text, null, "", List.of());
    }
    boolean forced = text.startsWith(ATTRIBUTE);
    String path = forced ? text.substring(ATTRIBUTE.length()) : text;
    List<String> attributes = new ArrayList<>();
    attributes.add(path);
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      attributes.add(path.substring(0, dot));
    }
    return new MBeanField(text, forced ? null : text, path, List.copyOf(attributes));
  }

  /**
   * The value from the name of the MBean, a key property without its quotes; null when there is
   * none.
   */
  @Nullable String ofName(ObjectName mbean) {
    if (attributes.isEmpty()) {
      return mbean.getDomain();
    }
    String value = property == null ? null : mbean.getKeyProperty(property);
    return value != null && value.startsWith("\"") ? ObjectName.unquote(value) : value;
  }

  /** The rest of the path after the name of an attribute. */
  String below(String attribute) {
    return path.length() == attribute.length() ? "" : path.substring(attribute.length() + 1);
  }
}
