/** What people and platforms ask of Sonde over HTTP beside scrapes: version and errors. */
@NullMarked
package io.sonde.web;

import org.jspecify.annotations.NullMarked;
