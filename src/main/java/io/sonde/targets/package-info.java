/** Targets: the places that can be read. Each kind of target converts a read to rows. */
@NullMarked
package io.sonde.targets;

import org.jspecify.annotations.NullMarked;
