package io.sonde.targets.jdbc;

/**
 * Splits a SQL text into tokens, by the rules of its database for strings, quoted names and
 * comments. For one thread.
 */
final class SqlLexer {
  private final String text;
  private final Dialect dialect;
  private final SqlSyntax syntax;
  private int begin;
  private int end;
  private Kind kind = Kind.BLANK;

  /** The type of a token. */
  enum Kind {
    /** White space or a comment. */
    BLANK,
    SEMICOLON,
    /** A colon and a name that may be a parameter. */
    NAME,
    QUESTION_MARK,
    /** Anything else; strings and quoted names are one token each. */
    CODE
  }

  SqlLexer(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
    this.syntax = new SqlSyntax(dialect);
  }

  /** Goes to the next token; false at the end. */
  boolean next() {
    begin = end;
    if (begin >= text.length()) {
      return false;
    }
    kind = Kind.CODE;
    char c = text.charAt(begin);
    end = begin + 1;
    if (Character.isWhitespace(c)) {
      kind = Kind.BLANK;
      end = begin + length(begin, Character::isWhitespace);
    } else if (comment(c)) {
      kind = Kind.BLANK;
    } else if (c == ';') {
      kind = Kind.SEMICOLON;
    } else if (c == '?') {
      kind = Kind.QUESTION_MARK;
    } else if (c == ':') {
      colon();
    } else if (c == '\'' || c == '"') {
      end = afterQuoted(begin, c, syntax.backslashes());
    } else if (c == '`' && syntax.backticks()) {
      end = afterQuoted(begin, c, false);
    } else if (c == '[' && syntax.brackets()) {
      end = afterQuoted(begin, ']', false);
    } else if (c == '$') {
      dollar();
    } else if (isWord(c)) {
      word(c);
    }
    return true;
  }

  Kind kind() {
    return kind;
  }

  String text() {
    return text.substring(begin, end);
  }

  private boolean comment(char c) {
    if (at(begin, "/*")) {
      if (syntax.hashComments() && (at(begin, "/*!") || at(begin, "/*M!"))) {
        // MariaDB and MySQL execute the content of such a comment.
        end = text.indexOf('!', begin) + 1;
      } else {
        end = afterBlock();
      }
      return true;
    }
    if ((at(begin, "--") && (!syntax.hashComments() || isBlankOrEnd(begin + 2)))
        || (c == '#' && syntax.hashComments())
        || (dialect == Dialect.H2 && at(begin, "//"))) {
      int line = begin;
      while (line < text.length() && text.charAt(line) != '\n' && text.charAt(line) != '\r') {
        line++;
      }
      end = line;
      return true;
    }
    return false;
  }

  private int afterBlock() {
    int depth = 0;
    for (int i = begin; i < text.length(); i++) {
      if (at(i, "/*") && (depth == 0 || syntax.nestedComments())) {
        depth++;
        i++;
      } else if (at(i, "*/")) {
        i++;
        if (--depth == 0) {
          return i + 1;
        }
      }
    }
    return text.length();
  }

  /** A colon begins a parameter unless it is a cast, an assignment or part of a slice. */
  private void colon() {
    if (at(begin, "::") || at(begin, ":=")) {
      end = begin + 2;
      return;
    }
    char before = begin == 0 ? ' ' : text.charAt(begin - 1);
    char after = end < text.length() ? text.charAt(end) : ' ';
    if (isNameStart(after) && !isWord(before) && before != ']' && before != ')') {
      kind = Kind.NAME;
      end += length(end, SqlLexer::isName);
    }
  }

  /** The index after a string or name that starts here; quotes in it are doubled. */
  private int afterQuoted(int open, char quote, boolean backslashes) {
    for (int i = open + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && backslashes) {
        i++;
      } else if (c == quote) {
        if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
          i++;
        } else {
          return i + 1;
        }
      }
    }
    return text.length();
  }

  /** {@code $$…$$} or, in PostgreSQL, {@code $tag$…$tag$}. */
  private void dollar() {
    if (!syntax.dollarQuotes()) {
      return;
    }
    int close = end;
    if (dialect == Dialect.POSTGRESQL && close < text.length() && !isDigit(text.charAt(close))) {
      close += length(close, c -> isName(c) || c > 127);
    }
    if (close < text.length() && text.charAt(close) == '$') {
      String quote = text.substring(begin, close + 1);
      int found = text.indexOf(quote, close + 1);
      end = found < 0 ? text.length() : found + quote.length();
    }
  }

  /** A keyword, name or number; PostgreSQL's {@code E'…'} has backslashes. */
  private void word(char c) {
    // A dollar in a name does not start a string; after a number it does.
    end = begin + length(begin, isDigit(c) ? SqlLexer::isName : SqlLexer::isWord);
    boolean escapes = dialect == Dialect.POSTGRESQL && (c == 'e' || c == 'E') && end == begin + 1;
    if (escapes && at(end, "'")) {
      end = afterQuoted(end, '\'', true);
    }
  }

  private interface Chars {
    boolean test(char c);
  }

  private int length(int from, Chars chars) {
    int i = from;
    while (i < text.length() && chars.test(text.charAt(i))) {
      i++;
    }
    return i - from;
  }

  private boolean at(int place, String part) {
    return text.startsWith(part, place);
  }

  private boolean isBlankOrEnd(int place) {
    return place >= text.length() || text.charAt(place) <= ' ';
  }

  private static boolean isDigit(char c) {
    return '0' <= c && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return c == '_' || ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
  }

  private static boolean isName(char c) {
    return isNameStart(c) || isDigit(c);
  }

  /** The same rule as in the drivers of PostgreSQL and H2. */
  private static boolean isWord(char c) {
    return Character.isJavaIdentifierPart(c);
  }
}
