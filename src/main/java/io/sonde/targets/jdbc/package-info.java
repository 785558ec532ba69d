/** SQL databases: a read is one query, and the rows are those of the result. */
@NullMarked
package io.sonde.targets.jdbc;

import org.jspecify.annotations.NullMarked;
