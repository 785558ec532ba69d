/**
 * The status page: what Sonde knows of itself, for people (HTML) and for programs (JSON). It
 * assembles and renders and knows no HTTP; the templates are in {@code src/main/jte}.
 */
@NullMarked
package io.sonde.web.status;

import org.jspecify.annotations.NullMarked;
