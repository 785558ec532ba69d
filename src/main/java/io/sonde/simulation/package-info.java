/**
 * The simulated handler and the simulated queue, for trying out Sonde with nothing else running.
 */
@NullMarked
package io.sonde.simulation;

import org.jspecify.annotations.NullMarked;
