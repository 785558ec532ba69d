package io.sonde;

import io.sonde.collection.CollectionSet;
import io.sonde.config.SondeConfig;
import io.sonde.discovery.DiscoveredTargets;

/**
 * One configuration in use. Immutable, except that its collections run.
 *
 * @param number the number of the generation, from 1
 * @param config the configuration of the file
 * @param targets the configuration with the discovered targets
 * @param wasReady true when the one before it was ready: a reload does not make Sonde unready
 */
record Generation(
    int number,
    SondeConfig config,
    DiscoveredTargets targets,
    CollectionSet collections,
    boolean wasReady) {}
