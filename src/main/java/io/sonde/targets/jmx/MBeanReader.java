package io.sonde.targets.jmx;

import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * One read of MBeans, with one call for each MBean, which asks for the wanted attributes only.
 *
 * <p>An attribute that is not in the answer is asked for again on its own, to distinguish
 * attributes that fail from attributes that the MBean does not have. The latter are remembered for
 * the next reads until they appear, so that they cost no further call.
 *
 * <p>Not thread-safe.
 */
final class MBeanReader {
  private static final int MAX_MISSING = 10_000;

  /** The number of MBeans whose attributes a read lists, to suggest one for a wrong name. */
  private static final int DESCRIBED = 3;

  private final MBeans mbeans;
  private final Reading reading;
  private final Map<String, MBeanField> fields;
  private final Set<Missing> missing;
  private final Set<Missing> found = new HashSet<>();
  private final Set<ObjectName> unmatched = new HashSet<>();
  private int toDescribe = DESCRIBED;

  /**
   * @param missing the missing attributes that the last read with the same login found
   */
  MBeanReader(
      MBeans mbeans, Reading reading, Map<String, MBeanField> fields, Set<Missing> missing) {
    this.mbeans = mbeans;
    this.reading = reading;
    this.fields = fields;
    this.missing = missing;
  }

  /** The missing attributes that this read found. */
  Set<Missing> missing() {
    return found;
  }

  /** The MBeans that the patterns select, each once, sorted by canonical name. */
  SortedSet<ObjectName> names(List<ObjectName> patterns) throws IOException, MBeanFailure {
    SortedSet<ObjectName> names = new TreeSet<>(Comparator.comparing(ObjectName::getCanonicalName));
    for (ObjectName pattern : patterns) {
      Collection<ObjectName> selected = mbeans.names(pattern);
      names.addAll(selected);
      if (selected.isEmpty()) {
        unmatched.add(pattern);
      }
    }
    return names;
  }

  /** The patterns that selected no MBean. */
  Set<ObjectName> unmatched() {
    return unmatched;
  }

  /**
   * One MBean as a row; null when it is not registered any more.
   *
   * @throws java.net.SocketTimeoutException when the deadline has passed
   */
  @Nullable MBeanRow row(ObjectName mbean) throws IOException {
    reading.millisLeft();
    mbeans.forget();
    List<String> wanted = wanted(mbean);
    Map<String, @Nullable Object> values = new HashMap<>();
    Map<String, MBeanFailure> failures = new HashMap<>();
    if (!wanted.isEmpty()) {
      try {
        putAll(mbeans.attributes(mbean, wanted), values);
      } catch (MBeanFailure failure) {
        if (failure.isUnregistered()) {
          return null;
        }
        if (!failure.isNotSerializable()) {
          wanted.forEach(attribute -> failures.put(attribute, failure));
        }
      }
      if (!readOneByOne(mbean, values, failures)) {
        return null;
      }
    }
    return new MBeanRow(mbean, fields, values, failures, () -> described(mbean));
  }

  /**
   * One MBean with all of its attributes as a row; null when it is not registered any more.
   *
   * @throws java.net.SocketTimeoutException when the deadline has passed
   */
  @Nullable Row wholeRow(ObjectName mbean) throws IOException {
    reading.millisLeft();
    mbeans.forget();
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, @Nullable Object> values = new HashMap<>();
    Map<String, MBeanFailure> failures = new HashMap<>();
    try {
      for (MBeanAttributeInfo attribute : mbeans.describe(mbean)) {
        types.put(attribute.getName(), attribute.getType());
      }
      putAll(mbeans.attributes(mbean, new ArrayList<>(types.keySet())), values);
    } catch (MBeanFailure failure) {
      if (failure.isUnregistered()) {
        return null;
      }
      // Attributes that are missing in the answer are asked for one by one.
    }
    for (String attribute : types.keySet()) {
      if (!values.containsKey(attribute)) {
        reading.millisLeft();
        try {
          values.put(attribute, mbeans.attribute(mbean, attribute));
        } catch (MBeanFailure failure) {
          if (failure.isUnregistered()) {
            return null;
          }
          if (!failure.isMissingAttribute()) {
            failures.put(attribute, failure);
          }
        }
      }
    }
    return new WholeMBean(mbean, types, values, failures);
  }

  /** The attributes that an MBean has, of the first few that are asked for. */
  private Set<String> described(ObjectName mbean) {
    if (toDescribe == 0) {
      return Set.of();
    }
    toDescribe--;
    // The mapping calls this and holds a share of the processor.
    try (var _ = reading.waiting()) {
      Set<String> names = new LinkedHashSet<>();
      mbeans.describe(mbean).forEach(attribute -> names.add(attribute.getName()));
      return names;
    } catch (IOException | MBeanFailure e) {
      return Set.of();
    }
  }

  /**
   * The attributes that the fields may refer to, without those that are key properties of the name.
   */
  private List<String> wanted(ObjectName mbean) {
    Set<String> wanted = new LinkedHashSet<>();
    for (MBeanField field : fields.values()) {
      if (field.ofName(mbean) == null) {
        wanted.addAll(field.attributes());
      }
    }
    return new ArrayList<>(wanted);
  }

  private static void putAll(Collection<Attribute> read, Map<String, @Nullable Object> values) {
    for (Attribute attribute : read) {
      values.put(attribute.getName(), attribute.getValue());
    }
  }

  /**
   * Asks for each attribute that was not in the answer; false when the MBean is not registered any
   * more.
   */
  private boolean readOneByOne(
      ObjectName mbean, Map<String, @Nullable Object> values, Map<String, MBeanFailure> failures)
      throws IOException {
    for (MBeanField field : fields.values()) {
      if (field.ofName(mbean) != null
          || field.attributes().stream().anyMatch(values::containsKey)) {
        continue;
      }
      for (String attribute : field.attributes()) {
        if (failures.containsKey(attribute) || isMissing(mbean, attribute)) {
          continue;
        }
        reading.millisLeft();
        try {
          values.put(attribute, mbeans.attribute(mbean, attribute));
        } catch (MBeanFailure failure) {
          if (failure.isUnregistered()) {
            return false;
          }
          if (!failure.isMissingAttribute()) {
            failures.put(attribute, failure);
          } else if (found.size() < MAX_MISSING) {
            found.add(new Missing(mbean, attribute));
          }
        }
      }
    }
    return true;
  }

  private boolean isMissing(ObjectName mbean, String attribute) {
    var one = new Missing(mbean, attribute);
    if (!missing.contains(one)) {
      return found.contains(one);
    }
    found.add(one);
    return true;
  }

  /** An attribute that an MBean does not have. */
  record Missing(ObjectName mbean, String attribute) {}
}
