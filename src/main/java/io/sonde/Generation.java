package io.sonde;

import io.sonde.collection.CollectionSet;
import io.sonde.config.SondeConfig;
import io.sonde.discovery.DiscoveredTargets;

/**
 * One configuration at work. Immutable; its collections live.
 *
 * @param number which one it is, from 1
 * @param config the configuration of the file
 * @param targets the same with the targets of lists of targets
 * @param wasReady true when the one before it was ready: a reload does not make Sonde unready
 */
record Generation(
    int number,
    SondeConfig config,
    DiscoveredTargets targets,
    CollectionSet collections,
    boolean wasReady) {}
