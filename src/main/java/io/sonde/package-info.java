/** Start and stop, in order: the only place that knows every package. */
@NullMarked
package io.sonde;

import org.jspecify.annotations.NullMarked;
