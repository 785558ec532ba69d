package io.sonde.targets.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A parsed SQL text: the number of its statements, and its parameters. Immutable.
 *
 * @param sql the first statement without the semicolon that ends it, with {@code ?} for each
 *     parameter
 * @param parameters the names of the parameters, in the order of their occurrence
 * @param statements the number of statements; blanks and comments do not count
 * @param unknown names that are written as parameters ({@code :name}) and are not among the
 *     parameters
 */
record SqlText(String sql, List<String> parameters, int statements, Set<String> unknown) {
  private static final List<Dialect> USUAL =
      List.of(Dialect.POSTGRESQL, Dialect.MARIADB, Dialect.H2);

  SqlText {
    parameters = List.copyOf(parameters);
    unknown = Set.copyOf(unknown);
  }

  /**
   * Parses a text by the rules of its database.
   *
   * @param names the names of the parameters that exist
   */
  static SqlText of(String text, Dialect dialect, Set<String> names) {
    var parser = new Parser(dialect, names);
    var lexer = new SqlLexer(text, dialect);
    while (lexer.next()) {
      parser.token(lexer.kind(), lexer.text());
    }
    return parser.parsed();
  }

  /** Collects the first statement and counts the others. */
  private static final class Parser {
    private final Dialect dialect;
    private final Set<String> names;
    private final boolean hasBlocks;
    private final StringBuilder sql = new StringBuilder();
    private final List<String> parameters = new ArrayList<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private int statements;
    private boolean isInStatement;
    private boolean isInFirst = true;
    private int end; // of the first statement, without blanks after it

    Parser(Dialect dialect, Set<String> names) {
      this.dialect = dialect;
      this.names = names;
      this.hasBlocks = new SqlSyntax(dialect).blocks();
    }

    void token(SqlLexer.Kind kind, String text) {
      switch (kind) {
        case BLANK -> {
          if (isInFirst) {
            sql.append(text);
          }
        }
        case SEMICOLON -> {
          if (hasBlocks) {
            sql.append(text);
          } else {
            isInFirst = statements == 0;
            isInStatement = false;
          }
        }
        case NAME -> code(parameter(text));
        // PostgreSQL has operators with a question mark; its driver takes a single one for a
        // parameter.
        case QUESTION_MARK -> code(dialect == Dialect.POSTGRESQL && !names.isEmpty() ? "??" : text);
        case CODE -> code(text);
      }
    }

    private String parameter(String text) {
      String name = text.substring(1);
      if (names.contains(name)) {
        parameters.add(name);
        return "?";
      }
      unknown.add(name);
      return text;
    }

    private void code(String text) {
      if (!isInStatement) {
        isInStatement = true;
        statements++;
      }
      if (isInFirst) {
        sql.append(text);
        end = sql.length();
      }
    }

    SqlText parsed() {
      sql.setLength(end);
      return new SqlText(sql.toString().strip(), parameters, statements, unknown);
    }
  }

  /** The strings and quoted names of a text, without their quotes. */
  static List<String> strings(String text, Dialect dialect) {
    var strings = new ArrayList<String>();
    var lexer = new SqlLexer(text, dialect);
    while (lexer.next()) {
      String part = lexer.text();
      int open = Math.max(part.indexOf('\''), part.indexOf('"'));
      if (lexer.kind() == SqlLexer.Kind.CODE && open >= 0 && part.length() > open + 2) {
        strings.add(part.substring(open + 1, part.length() - 1));
      }
    }
    return strings;
  }

  /**
   * The number of statements when the database is not known yet: the minimum over the databases
   * with included drivers.
   */
  static int statements(String text) {
    return USUAL.stream()
        .mapToInt(dialect -> of(text, dialect, Set.of()).statements())
        .min()
        .orElse(0);
  }

  /** The unknown parameters that all of these databases agree on. */
  static Set<String> unknown(String text, Set<String> names) {
    var unknown = new HashSet<>(of(text, USUAL.getFirst(), names).unknown());
    USUAL.forEach(dialect -> unknown.retainAll(of(text, dialect, names).unknown()));
    return unknown;
  }
}
