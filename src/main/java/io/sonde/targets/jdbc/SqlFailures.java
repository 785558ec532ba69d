package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Converts an exception of a driver to a {@link ReadException} with the reason and a message of one
 * line, of limited length, without the secrets of the connection.
 *
 * <p>The exception itself is not the cause of the new one, since it may contain secrets. Immutable.
 */
final class SqlFailures {
  private static final int LONGEST = 400;

  /** The forms in which drivers and URLs write passwords. */
  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i)((?:password|passwd|pwd|secret|token)\\w*\\s*=\\s*)([^;&,\\s\"']+)");

  private static final Pattern USER_INFO = Pattern.compile("//[^/@:\\s]*:([^/@\\s]*)@");

  /** MariaDB's number of the connection, which would make every message different. */
  private static final Pattern NOISE = Pattern.compile("\\(conn[=:]\\d+\\) ");

  /** MariaDB and MySQL: password expired, account locked; Oracle: wrong, locked, expired. */
  private static final Set<Integer> AUTH_CODES =
      Set.of(1045, 1698, 1862, 3118, 4151, 1017, 28000, 28001, 18456);

  /** H2: connection broken, database closed or missing. */
  private static final Set<Integer> H2_CONNECTION = Set.of(90067, 90098, 90121, 90135);

  private final List<String> secrets;

  /**
   * Keeps these texts and the passwords in them out of messages.
   *
   * @param texts the URL and the values of secrets
   */
  SqlFailures(List<String> texts) {
    var all = new ArrayList<>(texts);
    for (String text : texts) {
      CREDENTIAL.matcher(text).results().forEach(found -> all.add(found.group(2)));
      USER_INFO.matcher(text).results().forEach(found -> all.add(found.group(1)));
    }
    // Longest first, since a secret may be part of another one.
    this.secrets =
        all.stream()
            .filter(s -> !s.isEmpty())
            .distinct()
            .sorted((a, b) -> b.length() - a.length())
            .toList();
  }

  /**
   * A login that failed.
   *
   * @param late true when the deadline has passed
   */
  ReadException login(SQLException e, boolean late) {
    Reason reason;
    if (authentication(e)) {
      reason = Reason.AUTH;
    } else if (late && timeout(e)) {
      reason = Reason.TIMEOUT;
    } else {
      reason = Reason.CONNECT;
    }
    return failure(e, reason);
  }

  /** A read that failed on an open connection. */
  ReadException read(SQLException e) {
    Reason reason;
    if (timeout(e)) {
      reason = Reason.TIMEOUT;
    } else if (tooMuch(e)) {
      reason = Reason.LIMIT;
    } else if (connection(e)) {
      reason = Reason.CONNECT;
    } else {
      reason = Reason.READ;
    }
    return failure(e, reason);
  }

  private ReadException failure(SQLException e, Reason reason) {
    String state = e.getSQLState();
    return new ReadException(
        reason, message(e) + (state == null ? "" : " (SQLState " + state + ")"), null);
  }

  /** The messages of the exception and its root cause, without secrets. */
  String message(Throwable e) {
    Throwable root = e;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    String text = text(e);
    if (!text.contains(text(root))) {
      text += ": " + text(root);
    }
    // H2 appends the statement, which may be long.
    int statement = text.indexOf("; SQL statement:");
    if (statement >= 0) {
      text = text.substring(0, statement);
    }
    for (String secret : secrets) {
      text = text.replace(secret, "***");
    }
    text = CREDENTIAL.matcher(text).replaceAll("$1***");
    text = USER_INFO.matcher(text).replaceAll("//***@");
    text = NOISE.matcher(text).replaceAll("");
    text = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static String text(Throwable e) {
    String message = e.getMessage();
    String name = e.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return name;
    }
    return e instanceof SQLException ? message : name + ": " + message;
  }

  private static boolean authentication(SQLException e) {
    return matches(
        e,
        t -> t instanceof SQLInvalidAuthorizationSpecException,
        sql -> state(sql).startsWith("28") || AUTH_CODES.contains(sql.getErrorCode()));
  }

  private static boolean timeout(SQLException e) {
    return matches(
        e,
        t -> t instanceof SQLTimeoutException || t instanceof SocketTimeoutException,
        // Cancelled: PostgreSQL and H2; MariaDB, by its time or by a KILL.
        sql -> state(sql).equals("57014") || state(sql).equals("70100"));
  }

  /** The bounds that the drivers of PostgreSQL and MariaDB are given. */
  private static boolean tooMuch(SQLException e) {
    return matches(
        e,
        t -> {
          String message = String.valueOf(t.getMessage());
          return message.contains("maxResultBuffer") || message.contains("maxAllowedPacket");
        },
        _ -> false);
  }

  private static boolean connection(SQLException e) {
    return matches(
        e,
        t ->
            t instanceof SQLNonTransientConnectionException
                || t instanceof SQLTransientConnectionException
                || t instanceof SQLRecoverableException,
        sql ->
            state(sql).startsWith("08")
                // PostgreSQL: shut down, crashed, not ready.
                || state(sql).startsWith("57P")
                || H2_CONNECTION.contains(sql.getErrorCode()));
  }

  private static boolean matches(
      SQLException e, Predicate<Throwable> kind, Predicate<SQLException> code) {
    return chain(e).stream()
        .anyMatch(t -> kind.test(t) || (t instanceof SQLException sql && code.test(sql)));
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }

  /** The exception, its causes and the exceptions chained to them, at most 20. */
  private static List<Throwable> chain(SQLException e) {
    var found = new ArrayList<Throwable>();
    var open = new ArrayList<Throwable>(List.of(e));
    while (!open.isEmpty() && found.size() < 20) {
      Throwable next = open.removeFirst();
      if (found.contains(next)) {
        continue;
      }
      found.add(next);
      if (next.getCause() != null) {
        open.add(next.getCause());
      }
      if (next instanceof SQLException s && s.getNextException() != null) {
        open.add(s.getNextException());
      }
    }
    return found;
  }
}
