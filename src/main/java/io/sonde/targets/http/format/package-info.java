/** The formats of answers, and the conversion of answers to rows. */
@NullMarked
package io.sonde.targets.http.format;

import org.jspecify.annotations.NullMarked;
