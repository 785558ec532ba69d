/**
 * The command line. {@code Cli} has the list of commands and parses their options; there is one
 * class for each {@code Command}.
 *
 * <p>Commands run on the main thread. A wrong command line is a {@code UsageException}; {@code
 * Exit} has the exit codes.
 */
@NullMarked
package io.sonde.cli;

import org.jspecify.annotations.NullMarked;
