/** What an answer can be written in, and how rows are made of it. */
@NullMarked
package io.sonde.targets.http.format;

import org.jspecify.annotations.NullMarked;
