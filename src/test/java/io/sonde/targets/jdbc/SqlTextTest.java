package io.sonde.targets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTextTest {
  private static SqlText text(String sql, Dialect dialect) {
    return SqlText.of(sql, dialect, Set.of("a", "b_2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "POSTGRESQL | 0 | ~~",
        "POSTGRESQL | 0 | -- nothing; at all",
        "POSTGRESQL | 1 | SELECT 1",
        "POSTGRESQL | 1 | ; SELECT 1 ; ; -- the end;",
        "POSTGRESQL | 3 | COMMIT; DROP TABLE t; SELECT 1",
        "POSTGRESQL | 1 | SELECT ';', 'it''s;', E'\\';', \";\"\";\", $$;$$, $t$ $$ ; $t$, a$$b /*"
            + " /* ; */ ; */",
        "POSTGRESQL | 2 | SELECT '\\'; DROP TABLE t; --'",
        "POSTGRESQL | 2 | SELECT e'\\\\'; DROP TABLE t; --'",
        "POSTGRESQL | 2 | SELECT $é$ ' $é$; DROP TABLE t; --'",
        "POSTGRESQL | 2 | SELECT a$b$ ; SELECT $b$",
        "POSTGRESQL | 2 | SELECT $1 ; SELECT $1$",
        "POSTGRESQL | 2 | SELECT 1 /* ' */; DROP TABLE t -- '",
        "POSTGRESQL | 1 | SELECT 'open; ",
        "POSTGRESQL | 1 | SELECT /* open; ",
        "POSTGRESQL | 1 | SELECT $open$; ",
        "MARIADB    | 1 | SELECT '\\';', \"\\\";\", `;` # it's;",
        "MARIADB    | 1 | SELECT 1 --;",
        "MARIADB    | 2 | SELECT 1 --1; SELECT 2",
        "MARIADB    | 2 | SELECT 1 /*! ; DROP TABLE t */",
        "MARIADB    | 2 | SELECT 1 /* /* */; SELECT '*/'",
        "H2         | 1 | SELECT ';', $$;$$, `;` // it's;",
        "H2         | 2 | SELECT a$$; SELECT $$;$$",
        "H2         | 2 | SELECT 1$$ ' $$; DROP TABLE t; --'",
        "H2         | 2 | SELECT '\\'; DROP TABLE t; --'",
        "SQLSERVER  | 1 | SELECT [a;]]] FROM t",
        "ORACLE     | 1 | WITH FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; SELECT f FROM dual;"
      })
  void statements_are_counted_as_the_database_counts_them(
      Dialect dialect, int statements, String sql) {
    assertThat(text(sql, dialect).statements()).isEqualTo(statements);
  }

  @Test
  void a_text_is_several_statements_when_it_is_for_every_database() {
    assertThat(SqlText.statements("SELECT 1;")).isEqualTo(1);
    assertThat(SqlText.statements("SELECT '\\'; SELECT 2 --'")).isEqualTo(1);
    assertThat(SqlText.statements("COMMIT; DROP TABLE t; SELECT 1")).isEqualTo(3);
  }

  @Test
  void what_ends_a_statement_is_not_sent() {
    assertThat(text(" SELECT 1 ; -- done", Dialect.POSTGRESQL).sql()).isEqualTo("SELECT 1");
    assertThat(text("/* why */ SELECT 1 /* ; */", Dialect.H2).sql())
        .isEqualTo("/* why */ SELECT 1");
    assertThat(text("SELECT 1;", Dialect.ORACLE).sql()).isEqualTo("SELECT 1");
    assertThat(text("SELECT 1; DROP TABLE t", Dialect.H2).sql()).isEqualTo("SELECT 1");
  }

  @Test
  void parameters_are_found_where_they_are_and_nowhere_else() {
    SqlText found =
        text(
            """
            SELECT :a, ':a', ":a", $$:a$$, x::a, y[1:a], z[(1):a], '1'||:b_2, :a -- :a
            /* :a */ FROM t WHERE c ? 'k' AND d=:a::int AND e := 1 AND f = :other\
            """,
            Dialect.POSTGRESQL);
    assertThat(found.sql())
        .isEqualTo(
            """
            SELECT ?, ':a', ":a", $$:a$$, x::a, y[1:a], z[(1):a], '1'||?, ? -- :a
            /* :a */ FROM t WHERE c ?? 'k' AND d=?::int AND e := 1 AND f = :other\
            """);
    assertThat(found.parameters()).isEqualTo(List.of("a", "b_2", "a", "a"));
    assertThat(found.unknown()).containsExactly("other");
    assertThat(text("SET @x := :a", Dialect.MARIADB).sql()).isEqualTo("SET @x := ?");
    assertThat(text(":a", Dialect.H2).sql()).isEqualTo("?");
  }

  @Test
  void without_parameters_a_text_stays_as_it_is() {
    String sql = "SELECT c ? 'k', :a FROM t";
    SqlText found = SqlText.of(sql, Dialect.POSTGRESQL, Set.of());
    assertThat(found.sql()).isEqualTo(sql);
    assertThat(found.parameters()).isEmpty();
  }
}
