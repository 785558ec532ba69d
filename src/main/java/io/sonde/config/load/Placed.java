package io.sonde.config.load;

import io.sonde.yaml.Place;

/** A value that was read, with its place and path, for checks that involve several values. */
record Placed<T>(T value, Place place, String path) {}
