/** SQL databases: a read is one query, its rows are the rows of the result. */
@NullMarked
package io.sonde.targets.jdbc;

import org.jspecify.annotations.NullMarked;
