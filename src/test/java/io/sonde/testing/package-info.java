/** Helpers that tests share. */
@NullMarked
package io.sonde.testing;

import org.jspecify.annotations.NullMarked;
