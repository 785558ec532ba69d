/**
 * The HTTP server: its listeners and their bounds, the filters that every request passes, and the
 * endpoints.
 */
@NullMarked
package io.sonde.web;

import org.jspecify.annotations.NullMarked;
