package io.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code collect} and {@code explain} with targets from lists, which they read once. */
class ListedTargetsTest {
  private static final String YAML =
      """
      prefix: app
      simulation: {enabled: true}
      targets:
        - {name: main, jdbc: {url: "jdbc:h2:mem:listed"}}
      discover:
        - name: databases
          files: [databases.yaml]
          target: {name: "db/{__address__}", labels: {env: "{env}"}, jdbc: {url: "jdbc:h2:mem:{__address__}"}}
          collectors: [one, made]
          max-targets: 3
        - name: rows
          query: {target: main, sql: "SELECT 'r' || X AS n FROM SYSTEM_RANGE(1, 2)"}
          target: {name: "{n}", jdbc: {url: "jdbc:h2:mem:{n}"}}
          collectors: [one]
        - name: jvms
          files: [jvms.json]
          target: {name: "jvm/{__address__}", jmx: {url: "{__address__}"}}
          collectors: [heap]
      collectors:
        - name: one
          targets: [main]
          sql: SELECT DATABASE() AS db
          metrics: [{name: one, type: gauge, help: One., constant: 1, labels: {db: db}}]
        - name: made
          sql: SELECT 'requests' AS n, 1 AS v
          metrics: [{name: "http_{n}_total", type: counter, help: Made., value: v}]
        - name: heap
          mbeans: java.lang:type=Memory
          metrics: [{name: heap_bytes, type: gauge, help: Heap., value: HeapMemoryUsage.used}]
      """;

  @TempDir Path folder;

  private Command run(String command, String... options) throws Exception {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), YAML);
    String[] arguments = new String[options.length + 2];
    arguments[0] = command;
    arguments[1] = file.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    Command done = Command.run(arguments);
    return new Command(done.exit(), done.out(), done.err().replace(folder + "/", ""));
  }

  private void lists(String databases, String jvms) throws IOException {
    Files.writeString(folder.resolve("databases.yaml"), databases);
    Files.writeString(folder.resolve("jvms.json"), jvms);
  }

  private void goodLists() throws IOException {
    lists("[{targets: [a, b], labels: {env: test}}]", "[{\"targets\": [\"local\"]}]");
  }

  @Test
  void allTargetsOfListsAreCollected() throws Exception {
    goodLists();
    Command all = run("collect", "--collector", "one");
    assertThat(all.exit()).as(all.err()).isEqualTo(Exit.DONE);
    assertThat(all.out())
        .contains(
            """
            app_one{db="A",env="test",target="db/a"} 1.0
            app_one{db="B",env="test",target="db/b"} 1.0
            app_one{db="LISTED",target="main"} 1.0
            app_one{db="R1",target="r1"} 1.0
            app_one{db="R2",target="r2"} 1.0
            """);
  }

  @Test
  void oneIsExplainedByItsName() throws Exception {
    goodLists();
    Command one = run("explain", "--target", "db/b", "--collector", "one");
    assertThat(one.exit()).as(one.err()).isEqualTo(Exit.DONE);
    assertThat(one.out())
        .startsWith("collector one, target db/b: 1 row\n")
        .contains("-> app_one{db=\"B\",env=\"test\",target=\"db/b\"} 1");
    Command mbeans =
        run("explain", "--target", "jvm/local", "--mbeans", "java.lang:type=Threading");
    assertThat(mbeans.exit()).as(mbeans.err()).isEqualTo(Exit.DONE);
    assertThat(mbeans.out()).contains("    targets: [jvm/local]\n");
  }

  @Test
  void listsThatCannotBeReadAreToldAndFailOnlyWhatIsNotSelected() throws Exception {
    lists("[{targets: [a, b, c, d], labels: {env: x}}]", "[{\"targets\": [\"local\"");
    String problems =
        """
        discovery databases: databases.yaml: expected at most 3 targets, found more
        discovery jvms: jvms.json: expected a list of groups with targets and labels, found text that is not JSON, or is\
         incomplete
        """;
    Command all = run("collect");
    assertThat(all.exit()).isEqualTo(Exit.FAILED);
    assertThat(all.err()).startsWith(problems).contains("collector one, target r2: 1 sample\n");
    Command explained = run("explain", "--target", "r2");
    assertThat(explained.exit()).isEqualTo(Exit.DONE);
    assertThat(explained.err()).isEqualTo(problems);
    Command configured = run("collect", "--target", "main");
    assertThat(configured.err()).isEqualTo("collector one, target main: 1 sample\n");
    Command lost = run("collect", "--target", "db/a");
    assertThat(lost.exit()).isEqualTo(Exit.FAILED);
    assertThat(lost.err())
        .isEqualTo(problems + "sonde: no collection of any collector and target 'db/a'\n");
  }

  @Test
  void entriesThatAreNoTargetsAreTold() throws Exception {
    lists("[{targets: [a]}]", "[]");
    Command told = run("explain", "--collector", "made");
    assertThat(told.exit()).isEqualTo(Exit.FAILED);
    assertThat(told.err())
        .startsWith(
            "discovery databases: sonde.yaml:8:13 discover[0].target: expected an entry with env,"
                + " found one without\n");
  }
}
