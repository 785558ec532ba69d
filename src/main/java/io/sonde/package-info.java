/**
 * The running service: what starts, reloads and stops it. Below the command line, this is the only
 * package that uses all others. To be read in this order:
 *
 * <ol>
 *   <li>{@code Main} runs the command line. {@code Sonde} is the running service: it opens {@code
 *       Parts} in order and closes them in reverse.
 *   <li>{@code Kinds} is the list of the kinds of target.
 *   <li>{@code Generations} has the {@code Generation} in use and replaces it; {@code Reloader}
 *       reads the configuration again, when {@code FileWatcher}, {@code SighupHandler} or a request
 *       asks for it. {@code RestartKeys} has the keys that need a restart.
 *   <li>{@code Endpoints} puts the web server together. {@code CurrentBounds} has its limits, which
 *       {@code Bounds} derives from the heap.
 *   <li>{@code OnDemandCollections}, {@code Collect} and {@code Explain} run collections once, for
 *       commands.
 * </ol>
 *
 * <p>The classes are thread-safe. What prevents a start is a {@code StartException} with one line
 * for the user; later failures are logged, and the service goes on.
 */
@NullMarked
package io.sonde;

import org.jspecify.annotations.NullMarked;
