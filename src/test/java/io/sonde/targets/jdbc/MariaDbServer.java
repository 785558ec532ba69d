package io.sonde.targets.jdbc;

import io.sonde.testing.ClosedPort;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A MariaDB of our own, of the machine's package {@code mariadb-server-core}, whose user {@code
 * sonde} has the password {@code s3cret}.
 */
final class MariaDbServer {
  private static final Path DAEMON = Path.of("/usr/sbin/mariadbd");
  private static final Path SCRIPTS = Path.of("/usr/share/mysql");

  private final Process process;
  private final int port;
  private final Path sockets;

  private MariaDbServer(Process process, int port, Path sockets) {
    this.process = process;
    this.port = port;
    this.sockets = sockets;
  }

  /** Starts it; where it is not installed the tests are skipped, but never in CI. */
  static MariaDbServer start(Path folder) throws IOException, InterruptedException, SQLException {
    if (!Files.isExecutable(DAEMON)) {
      Assumptions.assumeTrue(System.getenv("CI") != null, DAEMON + " is not installed");
      throw new IllegalStateException(DAEMON + " is not installed");
    }
    Path data = Files.createDirectories(folder.resolve("data"));
    Path log = folder.resolve("log");
    Process bootstrap = daemon(data, log, "--bootstrap");
    try (OutputStream in = bootstrap.getOutputStream()) {
      in.write("create database mysql;\nuse mysql;\n".getBytes(StandardCharsets.UTF_8));
      in.write("set @auth_root_socket=NULL;\n".getBytes(StandardCharsets.UTF_8));
      in.write("set @skip_auth_anonymous=1;\n".getBytes(StandardCharsets.UTF_8));
      for (String script :
          List.of(
              "mysql_system_tables.sql",
              "mysql_performance_tables.sql",
              "mysql_system_tables_data.sql")) {
        Files.copy(SCRIPTS.resolve(script), in);
      }
    }
    if (!bootstrap.waitFor(60, TimeUnit.SECONDS) || bootstrap.exitValue() != 0) {
      throw new IllegalStateException("no data folder for MariaDB: " + Files.readString(log));
    }
    try (var own = new ClosedPort()) {
      return start(folder, data, log, own.number());
    }
  }

  private static MariaDbServer start(Path folder, Path data, Path log, int port)
      throws IOException, SQLException {
    Path sockets = Files.createTempDirectory("maria");
    Process process =
        daemon(
            data,
            log,
            "--port=" + port,
            "--bind-address=127.0.0.1",
            // A path that is short enough for a socket.
            "--socket=" + sockets.resolve("s"),
            "--pid-file=" + folder.resolve("pid"));
    var server = new MariaDbServer(process, port, sockets);
    Reads.eventually(
        "MariaDB to start: " + log,
        () -> {
          try {
            server.connect().close();
            return true;
          } catch (SQLException e) {
            if (!process.isAlive()) {
              throw new IllegalStateException("MariaDB ended: see " + log, e);
            }
            return false;
          }
        });
    server.execute("CREATE DATABASE stock");
    server.execute("CREATE USER sonde@'%' IDENTIFIED BY 's3cret'");
    server.execute("GRANT ALL ON stock.* TO sonde@'%'");
    return server;
  }

  private static Process daemon(Path data, Path log, String... options) throws IOException {
    var command = new java.util.ArrayList<>(List.of(DAEMON.toString(), "--no-defaults"));
    command.addAll(
        List.of(
            "--user=" + System.getProperty("user.name"),
            "--datadir=" + data,
            "--innodb-buffer-pool-size=8M",
            "--skip-name-resolve"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  int port() {
    return port;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:" + port + "/mysql?sslMode=disable", "root", "");
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long number(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      Files.deleteIfExists(sockets.resolve("s"));
    }
    Files.deleteIfExists(sockets);
  }
}
