/** Programs that measure. They are no tests: run them by hand. */
@NullMarked
package io.sonde.bench;

import org.jspecify.annotations.NullMarked;
