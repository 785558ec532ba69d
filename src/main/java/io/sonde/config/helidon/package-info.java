/**
 * Helidon's part of the configuration: the keys that Helidon reads, their overrides from outside
 * the file, and the tree that Helidon receives.
 *
 * <p>Workarounds, and what ends each:
 *
 * <ul>
 *   <li>Helidon 4.4.0 ignores keys that it does not know, and its metadata is not on the class path
 *       in one place: hence {@link io.sonde.config.helidon.HelidonKeys}. Ends with a Helidon that
 *       can refuse unknown keys; none does up to 4.4.0.
 *   <li>Helidon 4.4.0 reads ISO durations only: durations are converted. Ends with a Helidon whose
 *       duration keys take {@code 15s}.
 *   <li>In Helidon 4.4.0 a node that only the environment sets does not exist for its parent, and
 *       any inherited variable that is named like a key overrides it: hence {@link
 *       io.sonde.config.helidon.Overrides}. Releases after 4.4.0 fix the first part; the second is
 *       intended by Helidon, so this stays.
 *   <li>Helidon takes file names relative to the working directory: they are resolved here, since
 *       every other path is relative to its file. Intended by Helidon; stays.
 * </ul>
 */
@NullMarked
package io.sonde.config.helidon;

import org.jspecify.annotations.NullMarked;
