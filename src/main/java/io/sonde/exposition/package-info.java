/**
 * Converts snapshots to bytes in the formats that Prometheus reads. It does not depend on HTTP.
 *
 * <p>Read in this order: {@link io.sonde.exposition.Exposition} (all sources, rendered), {@code
 * Merge} (one snapshot of several sources), {@code Versions} (which families have changed), {@code
 * Renderings}, {@code Layout} and {@code Pack} (texts that are kept until they change), {@link
 * io.sonde.exposition.Rendered} (what is sent). {@link io.sonde.exposition.Format} writes a family,
 * and {@link io.sonde.exposition.Negotiation} chooses format and coding from the headers of a
 * request.
 *
 * <p>One platform thread renders for all scrapes; the classes that it uses are not thread-safe. A
 * source that fails is left out and logged once. Everything else that can fail does so in {@code
 * render}, before anything is sent.
 */
@NullMarked
package io.sonde.exposition;

import org.jspecify.annotations.NullMarked;
