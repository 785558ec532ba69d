/**
 * Bodies of answers: received, limited, decompressed and decoded for the parsers.
 *
 * <p>{@link io.sonde.targets.http.body.BodyStream} receives the bytes only as fast as they are
 * read, {@link io.sonde.targets.http.body.Content} decompresses and decodes them, {@link
 * io.sonde.targets.http.body.ByteLimit} limits their number, and {@link
 * io.sonde.targets.http.body.HeldMemory} reserves memory for what is kept. All are for the reading
 * thread, except that any thread may cancel a {@code BodyStream}. Failures are {@link
 * io.sonde.targets.http.body.BodyException}s, which parsers pass on.
 */
@NullMarked
package io.sonde.targets.http.body;

import org.jspecify.annotations.NullMarked;
