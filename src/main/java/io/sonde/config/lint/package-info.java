/**
 * Warnings about a valid configuration. {@code Lints} is the entry point; {@code NameLints} checks
 * names against Prometheus' conventions, and {@code ValueLints} finds secrets in plain text and
 * files that cannot be read. Nothing fails here. Used by one thread.
 */
@NullMarked
package io.sonde.config.lint;

import org.jspecify.annotations.NullMarked;
