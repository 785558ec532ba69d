package io.sonde.yaml;

/** A value that was read, with its place and path, for checks that involve several values. */
public record Placed<T>(T value, Place place, String path) {}
