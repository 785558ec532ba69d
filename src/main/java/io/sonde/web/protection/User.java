package io.sonde.web.protection;

/** Who asks: in the context of each request that was let in by name. Immutable. */
public record User(String name) {}
