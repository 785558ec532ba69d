/** Texts and values of a source, as numbers, as labels and in messages. */
@NullMarked
package io.sonde.mapping.text;

import org.jspecify.annotations.NullMarked;
