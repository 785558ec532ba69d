/** Bodies of answers: received, limited, decompressed and decoded for the parsers. */
@NullMarked
package io.sonde.targets.http.body;

import org.jspecify.annotations.NullMarked;
