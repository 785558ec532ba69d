/** The simulated handler. */
@NullMarked
package io.sonde.simulation;

import org.jspecify.annotations.NullMarked;
