/**
 * Who may ask, over what kind of connection, and how often: the web configuration of Prometheus'
 * exporter-toolkit, read unchanged.
 */
@NullMarked
package io.sonde.web.protection;

import org.jspecify.annotations.NullMarked;
