/**
 * The facts about each collection that the status page shows. {@code CollectionStatus} is
 * immutable; {@code RunRing} keeps the durations of the last runs.
 */
@NullMarked
package io.sonde.collection.status;

import org.jspecify.annotations.NullMarked;
