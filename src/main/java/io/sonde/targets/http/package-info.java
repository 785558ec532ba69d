/**
 * HTTP APIs: a read is one request, or one for each page and each map of parameters. The rows are
 * parts of the answers.
 *
 * <p>Read in this order: {@link io.sonde.targets.http.HttpKind}, {@link
 * io.sonde.targets.http.HttpTarget}, {@code HttpQuery} (one read), {@code HttpCall} (redirects,
 * retries and tokens of one read), {@code HttpSession} (one request with the client of the JDK),
 * {@code HttpAnswer}. {@code HttpRequests} builds requests; {@code OAuth2} and {@code Login} fetch
 * {@code Tokens}; {@code Pager} finds the next page. The packages below have the configuration, the
 * bodies of answers, their formats, and JSON.
 *
 * <p>A read runs on one virtual thread; the client delivers the body from its own threads, and
 * {@code BodyStream} passes it on. {@code HttpFailures} converts failures to a {@code
 * ReadException}. Messages show neither secrets nor texts of answers.
 */
@NullMarked
package io.sonde.targets.http;

import org.jspecify.annotations.NullMarked;
