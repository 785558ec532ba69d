package io.sonde;

import io.sonde.collection.CollectionSet;
import io.sonde.config.SondeConfig;

/**
 * One configuration at work. Immutable; its collections live.
 *
 * @param number which one it is, from 1
 * @param wasReady true when the one before it was ready: a reload does not make Sonde unready
 */
record Generation(int number, SondeConfig config, CollectionSet collections, boolean wasReady) {
  /** True once each collection has ended its first run, or has had its time to. */
  boolean ready() {
    return wasReady || collections.ready();
  }
}
