/**
 * Things to measure, for trying out Sonde with nothing else running: {@code SimulatedHandler}, an
 * HTTP endpoint with random delays and errors, and {@code SimulatedQueue}, an MBean.
 *
 * <p>The handler runs on the virtual threads of its requests, the queue on those of its readers;
 * both are thread-safe. They fail on purpose only, with a 500.
 */
@NullMarked
package io.sonde.simulation;

import org.jspecify.annotations.NullMarked;
