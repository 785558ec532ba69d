/**
 * What a configuration says of HTTP targets and queries: the records, and the keys they come from.
 */
@NullMarked
package io.sonde.targets.http.config;

import org.jspecify.annotations.NullMarked;
