/**
 * Warnings about a valid configuration: names that break conventions, secrets in plain text, values
 * that are probably mistakes.
 */
@NullMarked
package io.sonde.config.lint;

import org.jspecify.annotations.NullMarked;
