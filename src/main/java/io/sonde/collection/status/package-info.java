/** What is known of each collection, for people: the facts of the status page. */
@NullMarked
package io.sonde.collection.status;

import org.jspecify.annotations.NullMarked;
