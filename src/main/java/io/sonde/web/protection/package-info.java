/** Authentication, TLS and rate limit: the web configuration of Prometheus' exporter-toolkit. */
@NullMarked
package io.sonde.web.protection;

import org.jspecify.annotations.NullMarked;
