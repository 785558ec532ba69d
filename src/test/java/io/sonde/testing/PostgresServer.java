package io.sonde.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL of our own, whose role {@code sonde} has the password {@code s3cret} and needs it.
 */
public final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts it; where it cannot be had the tests are skipped, but never in CI. */
  public static PostgresServer start(Path folder) throws IOException, SQLException {
    EmbeddedPostgres server;
    try {
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder.resolve("data"))
              .setServerConfig("password_encryption", "scram-sha-256")
              .setServerConfig("lc_monetary", "C")
              .start();
    } catch (IOException | RuntimeException e) {
      Assumptions.assumeTrue(System.getenv("CI") != null, "no PostgreSQL starts here: " + e);
      throw e;
    }
    var started = new PostgresServer(server);
    Path rules = folder.resolve("data/pg_hba.conf");
    started.execute("CREATE ROLE sonde LOGIN PASSWORD 's3cret'");
    started.execute("GRANT pg_monitor TO sonde");
    Files.writeString(rules, "host all sonde all scram-sha-256\n" + Files.readString(rules));
    started.execute("SELECT pg_reload_conf()");
    return started;
  }

  /** The port that it listens at, on the loopback. */
  public int port() {
    return server.getPort();
  }

  /** Executes a statement as its administrator. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The number that a query gives. */
  public long number(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
