package io.sonde.target;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class JdbcPostgresTest extends JdbcScenarios {
  private PostgresServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = PostgresServer.start(folder);
  }

  @AfterAll
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Override
  int port() {
    return server.port();
  }

  @Override
  String url(int port) {
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  @Override
  void setPassword(String password) throws SQLException {
    server.execute("ALTER ROLE sonde PASSWORD '" + password + "'");
  }

  @Override
  String slowQuery() {
    return "SELECT 1 AS a FROM pg_sleep(300)";
  }

  @Override
  long running() {
    return server.number(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'sonde' AND state = 'active'"
            + " AND query LIKE '%pg_sleep(300)%'");
  }

  @Override
  String series(long count) {
    return "SELECT n FROM generate_series(1, " + count + ") AS n";
  }

  @Override
  long connections() {
    return server.number("SELECT count(*) FROM pg_stat_activity WHERE usename = 'sonde'");
  }

  @Override
  void stopSlowQueries() throws SQLException {
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'sonde'");
  }
}
