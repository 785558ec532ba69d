package io.sonde.targets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.ReadException.Reason;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailuresTest {
  private final SqlFailures failures =
      new SqlFailures(List.of("", "jdbc:x://joe:lion@h/d?password=puma&a=b", "tiger", "tiger2"));

  @ParameterizedTest
  @CsvSource({
    "28P01, 0, AUTH",
    "28000, 1045, AUTH",
    "72000, 1017, AUTH",
    "S0001, 18456, AUTH",
    "08001, 0, CONNECT",
    "3D000, 0, CONNECT",
    ", 0, CONNECT"
  })
  void a_login_fails_for_its_credentials_or_it_does_not_connect(
      String state, int code, Reason reason) {
    assertThat(failures.login(new SQLException("no", state, code), true).reason())
        .isEqualTo(reason);
    var wrapped = new SQLException("outer", new SQLException("no", state, code));
    assertThat(failures.login(wrapped, true).reason()).isEqualTo(reason);
    var chained = new SQLException("outer");
    chained.setNextException(new SQLException("no", state, code));
    assertThat(failures.login(chained, true).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "57014, 0, TIMEOUT",
    "70100, 1969, TIMEOUT",
    "08006, 0, CONNECT",
    "57P01, 0, CONNECT",
    "90067, 90067, CONNECT",
    "42P01, 0, READ",
    "25006, 1792, READ",
    ", 0, READ"
  })
  void a_read_fails_by_its_state(String state, int code, Reason reason) {
    assertThat(failures.read(new SQLException("no", state, code)).reason()).isEqualTo(reason);
  }

  @Test
  void a_read_fails_by_its_kind() {
    assertThat(failures.read(new SQLTimeoutException("slow")).reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(failures.read(new SQLRecoverableException("gone")).reason())
        .isEqualTo(Reason.CONNECT);
    assertThat(
            failures
                .read(new SQLException("I/O error", "08006", new SocketTimeoutException("slow")))
                .reason())
        .isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void a_login_that_takes_too_long_does_not_connect_unless_the_deadline_has_come() {
    var slow = new SQLException("slow", "08001", new SocketTimeoutException("slow"));
    assertThat(failures.login(slow, false).reason()).isEqualTo(Reason.CONNECT);
    assertThat(failures.login(slow, true).reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void a_message_is_one_line_with_its_root_and_its_state() {
    assertThat(
            failures.login(
                new SQLException(
                    "It failed.\n  Hint:\tnone", "08001", new UnknownHostException("h")),
                false))
        .hasMessage("It failed. Hint: none: UnknownHostException: h (SQLState 08001)")
        .hasNoCause();
    assertThat(failures.message(new SQLException())).isEqualTo("SQLException");
    assertThat(failures.message(new SQLException("(conn=17) Access denied")))
        .isEqualTo("Access denied");
    assertThat(failures.message(new SQLException("Column \"X\" not found; SQL statement:\nSELECT")))
        .isEqualTo("Column \"X\" not found");
    assertThat(failures.message(new SQLException("x".repeat(9_999)))).hasSize(401).endsWith("…");
    var circle = new SQLException("a");
    circle.setNextException(circle);
    assertThat(failures.read(circle)).hasMessage("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "URL jdbc:x://joe:lion@h/d?password=puma&a=b is bad | URL *** is bad",
        "neither lion nor puma | neither *** nor ***",
        "the password tiger2 is not tiger | the password *** is not ***",
        "jdbc:y://h?user=u&password=other&a=b | jdbc:y://h?user=u&password=***&a=b",
        "jdbc:h2:tcp://h/d;PASSWORD=other;X=1 | jdbc:h2:tcp://h/d;PASSWORD=***;X=1",
        "jdbc:y://joe:other@h/d | jdbc:y://***@h/d",
        "password authentication failed for user \"joe\" | password authentication failed for user"
            + " \"joe\""
      })
  void secrets_are_taken_out(String said, String shown) {
    assertThat(failures.message(new SQLException(said))).isEqualTo(shown);
    assertThat(failures.message(new RuntimeException(new SQLException(said)))).contains(shown);
  }
}
