/** The command line: one class for each command. */
@NullMarked
package io.sonde.cli;

import org.jspecify.annotations.NullMarked;
