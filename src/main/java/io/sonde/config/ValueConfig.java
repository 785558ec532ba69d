package io.sonde.config;

import org.jspecify.annotations.Nullable;

/**
 * Where the value of a metric comes from, and how it becomes a number. Immutable.
 *
 * @param field the field that gives the value; null for an info and for a constant
 * @param conversion how the value of the field becomes a number
 * @param onMissing what happens when the field is NULL or absent
 */
public record ValueConfig(@Nullable String field, Conversion conversion, OnMissing onMissing) {
  /** The numbers of a field; a row without a number gives no sample. */
  public static ValueConfig of(String field) {
    return new ValueConfig(field, Conversion.NONE, new OnMissing.Skip());
  }
}
