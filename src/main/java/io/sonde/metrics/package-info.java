/**
 * The metrics of Sonde itself. To be read in this order:
 *
 * <ol>
 *   <li>{@code Instruments} declares the metrics in Helidon's registry, which {@code Meters} opens.
 *   <li>{@code CollectorInstruments}, {@code CollectionInstruments}, {@code ScrapeInstruments} and
 *       {@code HttpInstruments} count and time.
 *   <li>{@code HelidonMeters} converts the registry to snapshots. {@code CollectionFamilies},
 *       {@code Limits} and {@code BuildInfo} make snapshots without the registry.
 * </ol>
 *
 * <p>The instruments are thread-safe and do not block. A wrong argument is an {@code
 * IllegalArgumentException}; nothing else fails.
 */
@NullMarked
package io.sonde.metrics;

import org.jspecify.annotations.NullMarked;
