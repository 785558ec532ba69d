/** Targets from lists that others keep: where the lists come from, and what becomes of them. */
@NullMarked
package io.sonde.discovery;

import org.jspecify.annotations.NullMarked;
