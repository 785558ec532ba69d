/** The configuration of HTTP targets and queries: records, and the keys that they are read from. */
@NullMarked
package io.sonde.targets.http.config;

import org.jspecify.annotations.NullMarked;
