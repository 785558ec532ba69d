package io.sonde.targets.http;

import io.sonde.targets.http.config.HttpConfig;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the reads of one target share. Thread-safe.
 *
 * @param tokens null when the target needs no tokens
 */
record HttpParts(
    HttpConfig config,
    HttpRequests requests,
    HttpRedirects redirects,
    HttpSessions sessions,
    @Nullable Tokens tokens) {}
