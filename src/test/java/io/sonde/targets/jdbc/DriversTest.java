package io.sonde.targets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriversTest {
  @TempDir private Path folder;

  private static Path jar(String driver) throws ClassNotFoundException, URISyntaxException {
    return Path.of(
        Class.forName(driver).getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void three_come_along() throws Exception {
    Drivers drivers = Drivers.in(folder.resolve("missing"));
    assertThat(drivers.forUrl("jdbc:h2:mem:x").getClass().getName()).isEqualTo("org.h2.Driver");
    assertThat(drivers.forUrl("jdbc:postgresql://h/d").getClass().getName())
        .isEqualTo("org.postgresql.Driver");
    assertThat(drivers.forUrl("jdbc:mariadb://h/d").getClass().getName())
        .isEqualTo("org.mariadb.jdbc.Driver");
  }

  @Test
  void one_of_the_folder_goes_before_one_that_came_along_and_works() throws Exception {
    Files.copy(jar("org.h2.Driver"), folder.resolve("h2.jar"));
    Drivers drivers = Drivers.in(folder);
    Driver dropped = drivers.forUrl("jdbc:h2:mem:x");
    assertThat(dropped.getClass().getName()).isEqualTo("org.h2.Driver");
    assertThat(dropped.getClass().getClassLoader().getName()).isEqualTo("drivers");
    var target =
        new JdbcTarget(new JdbcConfig("db", "jdbc:h2:mem:dropped", null, null, Map.of()), drivers);
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).isEqualTo(List.of(List.of(1)));
    target.close();
    assertThat(drivers.forUrl("jdbc:postgresql://h/d").getClass().getClassLoader())
        .isEqualTo(Drivers.class.getClassLoader());
  }

  @Test
  void a_broken_jar_hides_no_other() throws Exception {
    Files.writeString(folder.resolve("a.jar"), "no jar");
    try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("b.jar")))) {
      jar.putNextEntry(new ZipEntry("META-INF/services/java.sql.Driver"));
      jar.write("com.example.Gone\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.copy(jar("org.mariadb.jdbc.Driver"), folder.resolve("c.jar"));
    Driver driver = Drivers.in(folder).forUrl("jdbc:mariadb://h/d");
    assertThat(driver.getClass().getClassLoader().getName()).isEqualTo("drivers");
  }

  @Test
  void a_missing_one_is_named_without_the_rest_of_the_url() throws Exception {
    var target =
        new JdbcTarget(
            new JdbcConfig(
                "db", "jdbc:oracle:thin:scott/tiger@//h/s", "scott", Secret.of("tiger"), Map.of()),
            Drivers.in(folder));
    ReadException e =
        catchThrowableOfType(ReadException.class, () -> Reads.read(target, "SELECT 1", "a"));
    assertThat(e.reason()).isEqualTo(Reason.CONNECT);
    assertThat(e)
        .message()
        .startsWith("no JDBC driver accepts jdbc:oracle:, found ")
        .contains("org.h2.Driver", "org.postgresql.Driver", "org.mariadb.jdbc.Driver")
        .doesNotContain("tiger");
    e =
        catchThrowableOfType(
            ReadException.class, () -> Drivers.onClassPath().forUrl("postgres://u:tiger@h/d"));
    assertThat(e)
        .message()
        .startsWith("no JDBC driver accepts this URL: expected jdbc:<name>:, found ")
        .doesNotContain("tiger");
  }
}
