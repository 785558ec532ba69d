/** JSON documents: read as they come, as far as they are wanted, and asked by JSONPath. */
@NullMarked
package io.sonde.targets.http.json;

import org.jspecify.annotations.NullMarked;
