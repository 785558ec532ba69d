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
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Reads MBeans for one collection, again and again: one call for each MBean, which takes the wanted
 * attributes and no others.
 *
 * <p>An attribute that is not in the answer is asked for once more and alone, to tell one that
 * fails from one that the MBean lacks. What it lacks is remembered until it turns up, so that it
 * costs no further call. The description of an MBean is never asked for: it is large, and may be of
 * classes that Sonde does not have.
 *
 * <p>Not thread-safe; another login wants another reader.
 */
final class MBeanReader {
  private static final int MAX_LACKING = 10_000;

  private final List<ObjectName> patterns;
  private final Map<String, MBeanField> fields;
  private Set<Lack> lacking = Set.of();
  private Set<Lack> found = new HashSet<>();

  MBeanReader(JmxQueryConfig read, Set<String> fields) {
    this.patterns = read.mbeans().stream().map(MBeanReader::pattern).toList();
    Map<String, MBeanField> parsed = new LinkedHashMap<>();
    fields.forEach(field -> parsed.put(field, MBeanField.of(field)));
    this.fields = parsed;
  }

  private static ObjectName pattern(String text) {
    try {
      return new ObjectName(text);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException("expected an ObjectName, found " + text, e);
    }
  }

  /** The MBeans that the patterns select: each once, by canonical name. */
  SortedSet<ObjectName> names(MBeans mbeans) throws IOException, MBeanFailure {
    SortedSet<ObjectName> names = new TreeSet<>(Comparator.comparing(ObjectName::getCanonicalName));
    for (ObjectName pattern : patterns) {
      names.addAll(mbeans.names(pattern));
    }
    lacking = found;
    found = new HashSet<>();
    return names;
  }

  /**
   * One MBean as a row; null when it is gone.
   *
   * @throws java.net.SocketTimeoutException when time is up
   */
  @Nullable Row row(MBeans mbeans, ObjectName mbean, Reading reading) throws IOException {
    reading.millisLeft();
    List<String> wanted = wanted(mbean);
    Map<String, @Nullable Object> values = new HashMap<>();
    Map<String, MBeanFailure> failures = new HashMap<>();
    if (!wanted.isEmpty()) {
      try {
        keep(mbeans.attributes(mbean, wanted), values);
      } catch (MBeanFailure failure) {
        if (failure.vanished()) {
          return null;
        }
        if (!failure.unreadable()) {
          wanted.forEach(attribute -> failures.put(attribute, failure));
        }
      }
      if (!explain(mbeans, mbean, reading, values, failures)) {
        return null;
      }
    }
    return new MBeanRow(mbean, fields, values, failures);
  }

  /** The attributes that any field may be, but for those that the name says already. */
  private List<String> wanted(ObjectName mbean) {
    Set<String> wanted = new LinkedHashSet<>();
    for (MBeanField field : fields.values()) {
      if (field.ofName(mbean) == null) {
        wanted.addAll(field.attributes());
      }
    }
    return new ArrayList<>(wanted);
  }

  private static void keep(Collection<Attribute> read, Map<String, @Nullable Object> values) {
    for (Attribute attribute : read) {
      values.put(attribute.getName(), attribute.getValue());
    }
  }

  /** Finds out about the attributes that were left out; false when the MBean is gone. */
  private boolean explain(
      MBeans mbeans,
      ObjectName mbean,
      Reading reading,
      Map<String, @Nullable Object> values,
      Map<String, MBeanFailure> failures)
      throws IOException {
    for (MBeanField field : fields.values()) {
      if (field.ofName(mbean) != null
          || field.attributes().stream().anyMatch(values::containsKey)) {
        continue;
      }
      for (String attribute : field.attributes()) {
        if (failures.containsKey(attribute) || lacks(mbean, attribute)) {
          continue;
        }
        reading.millisLeft();
        try {
          values.put(attribute, mbeans.attribute(mbean, attribute));
        } catch (MBeanFailure failure) {
          if (failure.vanished()) {
            return false;
          }
          if (!failure.lacking()) {
            failures.put(attribute, failure);
          } else if (found.size() < MAX_LACKING) {
            found.add(new Lack(mbean, attribute));
          }
        }
      }
    }
    return true;
  }

  private boolean lacks(ObjectName mbean, String attribute) {
    var lack = new Lack(mbean, attribute);
    if (!lacking.contains(lack)) {
      return found.contains(lack);
    }
    found.add(lack);
    return true;
  }

  private record Lack(ObjectName mbean, String attribute) {}
}
