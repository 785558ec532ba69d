package io.sonde.yaml;

/** What was read, with the place and the path where it was written, for the checks across it. */
public record Placed<T>(T value, Place place, String path) {}
