/** HTTP APIs: a read is one request, its rows are nodes of the JSON document that answers. */
@NullMarked
package io.sonde.targets.http;

import org.jspecify.annotations.NullMarked;
