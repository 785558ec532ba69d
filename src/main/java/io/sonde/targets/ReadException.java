package io.sonde.targets;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A failed read, with its reason as in {@code sonde_collection_failures_total}.
 *
 * <p>The message is for the operator: the request and the answer, without secrets. It may contain
 * texts of a target, so control characters are replaced: no target can send escape sequences to a
 * terminal or forge log lines.
 */
public final class ReadException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");

  /** Control characters, and invisible ones such as those that change the direction of text. */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}]");

  private final Reason reason;
  private final int status;
  private final boolean ofQuery;

  public ReadException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, 0, message, cause);
  }

  /** A read that failed after the target had answered with a status, as HTTP does. */
  public ReadException(Reason reason, int status, String message, @Nullable Throwable cause) {
    this(reason, status, message, cause, false);
  }

  private ReadException(
      Reason reason, int status, String message, @Nullable Throwable cause, boolean ofQuery) {
    super(printable(message), cause);
    this.reason = reason;
    this.status = status;
    this.ofQuery = ofQuery;
  }

  /**
   * Credentials that were refused for this one query, as by an API that answers 401 on one of its
   * paths: this query pauses for a while, and other queries of the target go on. A plain {@code
   * AUTH} means a refused login: all queries of the target pause.
   */
  public static ReadException refusedQuery(int status, String message) {
    return new ReadException(Reason.AUTH, status, message, null, true);
  }

  private static String printable(String message) {
    return CONTROLS.matcher(LINE_BREAKS.matcher(message).replaceAll(" ")).replaceAll("?");
  }

  public Reason reason() {
    return reason;
  }

  /** The HTTP status that was answered, 0 when there was none. */
  public int status() {
    return status;
  }

  /** True for credentials that were refused for this one query, not for the whole target. */
  public boolean isOfQuery() {
    return ofQuery;
  }

  /** Why a collection failed. */
  public enum Reason {
    /** The target could not be reached. */
    CONNECT,
    /** The target refused the credentials. */
    AUTH,
    /** The deadline passed. */
    TIMEOUT,
    /** The previous read of this collection has not ended yet. */
    BUSY,
    /** The target was reached and the read failed. */
    READ,
    /** The rows could not be mapped to samples. */
    MAPPING,
    /** A limit was exceeded: samples, bytes of a body, or memory. */
    LIMIT;

    /** The label value: lower case. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
