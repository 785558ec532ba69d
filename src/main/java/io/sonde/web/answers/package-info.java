/**
 * How an answer is sent, and how many answers there may be at once. The endpoints and filters of
 * {@link io.sonde.web} use it; it knows none of them.
 */
@NullMarked
package io.sonde.web.answers;

import org.jspecify.annotations.NullMarked;
