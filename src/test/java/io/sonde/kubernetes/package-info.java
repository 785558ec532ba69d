/** The manifests of {@code k8s/}, read as strictly as an API server does. */
@NullMarked
package io.sonde.kubernetes;

import org.jspecify.annotations.NullMarked;
