/**
 * Targets: the places that can be read. Has what all kinds of targets share; each kind is a package
 * below this one and converts what it reads to rows.
 *
 * <p>Read in this order: {@link io.sonde.targets.TargetKind} (what the rest of Sonde knows about a
 * kind), {@link io.sonde.targets.Target} and {@link io.sonde.targets.Query} (a prepared query of a
 * collector), {@link io.sonde.targets.Sink} and {@link io.sonde.targets.Row} (what a read gives),
 * {@link io.sonde.targets.Reading} (deadline, processor share and memory of one read), {@link
 * io.sonde.targets.ReadException}. The others are for kinds: secrets, TLS, PEM files, parameters,
 * memory and regular expressions.
 *
 * <p>A read runs on the virtual thread that calls {@code Query.read}. Another thread may cancel it
 * at the deadline. Targets and queries are thread-safe; a row and a sink belong to the reading
 * thread. A failed read throws a {@code ReadException} with its reason.
 */
@NullMarked
package io.sonde.targets;

import org.jspecify.annotations.NullMarked;
