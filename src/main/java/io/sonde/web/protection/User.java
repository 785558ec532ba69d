package io.sonde.web.protection;

/** The authenticated user, in the context of its request. Immutable. */
public record User(String name) {}
