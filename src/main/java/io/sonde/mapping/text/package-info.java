/**
 * Converts texts of a source. {@code Reader} reads numbers in the notation that a metric declares
 * ({@code NumericText}, {@code UnitText}, {@code TimeText}); {@code LabelText} writes values as
 * labels, and {@code Quoted} writes them for messages. The classes are stateless or immutable. A
 * text that cannot be read is null, or a message.
 */
@NullMarked
package io.sonde.mapping.text;

import org.jspecify.annotations.NullMarked;
