/** JSON documents: streaming, projection to the wanted parts, and evaluation of JSONPath. */
@NullMarked
package io.sonde.targets.http.json;

import org.jspecify.annotations.NullMarked;
