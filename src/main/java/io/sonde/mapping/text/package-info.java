/** Converts texts and values of a source to numbers, to labels, and to texts for messages. */
@NullMarked
package io.sonde.mapping.text;

import org.jspecify.annotations.NullMarked;
