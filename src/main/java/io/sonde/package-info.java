/**
 * Starts and stops the service. Below the command line, this is the only package that uses all
 * others.
 */
@NullMarked
package io.sonde;

import org.jspecify.annotations.NullMarked;
