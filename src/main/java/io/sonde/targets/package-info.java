/** The places that can be read: each kind of target turns a read into rows. */
@NullMarked
package io.sonde.targets;

import org.jspecify.annotations.NullMarked;
