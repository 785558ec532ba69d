/**
 * Discovery: targets from lists outside the configuration. To be read in this order:
 *
 * <ol>
 *   <li>{@code Discoveries} has one {@code Discovery} for each list. A discovery reads its list
 *       repeatedly, on a virtual thread of its own.
 *   <li>{@code ListSource} is where a list comes from: files or an HTTP server in Prometheus'
 *       format ({@code TargetGroups}), or the rows of a query.
 *   <li>{@code DiscoveredTargets} makes targets of the entries of all lists.
 *   <li>{@code OneTimeDiscovery} reads each list once, for commands.
 * </ol>
 *
 * <p>A list that cannot be read is a {@code ListException}. It is logged and counted, and the last
 * good list stays in use.
 */
@NullMarked
package io.sonde.discovery;

import org.jspecify.annotations.NullMarked;
