/** The body of an answer, on its way from the wire to the parser of its format. */
@NullMarked
package io.sonde.targets.http.body;

import org.jspecify.annotations.NullMarked;
