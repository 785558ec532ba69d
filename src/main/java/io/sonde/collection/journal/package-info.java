/** Why runs fail, and what the log says of it: each change once, not each run. */
@NullMarked
package io.sonde.collection.journal;

import org.jspecify.annotations.NullMarked;
