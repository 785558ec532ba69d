/**
 * What the configuration has to do because of Helidon: the keys that it reads, what may override
 * them from outside the file, and the tree that it is handed.
 *
 * <p>Workarounds, and what ends each:
 *
 * <ul>
 *   <li>Helidon 4.4.0 ignores keys that it does not know, and its metadata is not on the class path
 *       in one place: hence {@link io.sonde.config.helidon.HelidonKeys}. Ends with a Helidon that
 *       can refuse unknown keys; none does up to 4.4.0.
 *   <li>Helidon 4.4.0 reads ISO durations only: durations are written anew. Ends with a Helidon
 *       whose duration keys take {@code 15s}.
 *   <li>In Helidon 4.4.0 a node that only the environment sets does not exist for its parent, and
 *       any inherited variable that is named like a key overrides it: hence {@link
 *       io.sonde.config.helidon.Overrides}. The first part is mended in later releases; the second
 *       is meant by Helidon, so this stays.
 *   <li>Helidon takes file names relative to the working directory: they are resolved here, since
 *       every other path is relative to the file in which it stands. Meant by Helidon; stays.
 * </ul>
 */
@NullMarked
package io.sonde.config.helidon;

import org.jspecify.annotations.NullMarked;
