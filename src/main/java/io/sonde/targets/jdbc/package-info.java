/**
 * SQL databases: a read is one query, and each row of its result is a row.
 *
 * <p>Read in this order: {@link io.sonde.targets.jdbc.JdbcKind} (keys of the configuration), {@link
 * io.sonde.targets.jdbc.JdbcTarget}, {@code Sessions} and {@code Lease} (which read uses which
 * session), {@code JdbcLogin}, {@code JdbcSession} and {@code JdbcConnection} (a session from login
 * to close), {@code JdbcQuery}, {@code SqlRead} and {@code SqlRow} (a query and its rows). {@code
 * Dialect} has the differences between databases, {@code SqlText} parses statements, {@link
 * io.sonde.targets.jdbc.Drivers} finds the driver.
 *
 * <p>A session is used by one thread at a time. Only {@code JdbcConnection.kill} may be called by
 * any thread: it ends a read whose driver is blocked. {@code SqlFailures} converts the exceptions
 * of drivers to a {@code ReadException} without secrets.
 */
@NullMarked
package io.sonde.targets.jdbc;

import org.jspecify.annotations.NullMarked;
