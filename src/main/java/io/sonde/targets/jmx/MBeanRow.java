package io.sonde.targets.jmx;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * One MBean with its key properties and the attributes that were asked for.
 *
 * @param attributes the values by name, without attributes that the MBean does not have
 * @param failures the attributes that could not be read, with the reason
 * @param described lists the attributes of the MBean
 */
record MBeanRow(
    ObjectName mbean,
    Map<String, MBeanField> fields,
    Map<String, @Nullable Object> attributes,
    Map<String, MBeanFailure> failures,
    Supplier<Set<String>> described)
    implements Row {
  @Override
  public @Nullable Object field(String text) throws ReadException {
    MBeanField field = fields.get(text);
    if (field == null) {
      throw new IllegalArgumentException("the read was not asked for the field " + text);
    }
    return field(field);
  }

  /** Key properties, attributes, and what is in those attributes that were read. */
  @Override
  public Set<String> names() {
    Set<String> names = new TreeSet<>(mbean.getKeyPropertyList().keySet());
    names.addAll(described.get());
    attributes.forEach((name, value) -> WholeMBean.add(names, name, value, 0));
    return names;
  }

  @Nullable Object field(MBeanField field) throws ReadException {
    String ofName = field.ofName(mbean);
    if (ofName != null) {
      return ofName;
    }
    for (String attribute : field.attributes()) {
      if (attributes.containsKey(attribute)) {
        return value(attribute, field.below(attribute));
      }
      MBeanFailure failure = failures.get(attribute);
      if (failure != null) {
        throw failed(attribute, "cannot be read: " + failure.reason(), failure);
      }
    }
    return null;
  }

  private @Nullable Object value(String attribute, String path) throws ReadException {
    try {
      return MBeanValue.at(attributes.get(attribute), path);
    } catch (MBeanValue.NoValue e) {
      throw failed(attribute, e.getMessage(), e);
    }
  }

  private ReadException failed(String attribute, @Nullable String message, Exception cause) {
    return new ReadException(
        Reason.READ, mbean + ": the attribute " + attribute + " " + message, cause);
  }
}
