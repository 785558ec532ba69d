package io.sonde;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The direction of the packages, and what none of them may do. */
class ArchitectureTest {
  /** Each may import what stands before it; the package above them, io.sonde, everything. */
  private static final List<String> ORDER =
      List.of(
          "yaml",
          "targets",
          "config",
          "metrics",
          "mapping",
          "collection",
          "discovery",
          "exposition",
          "web",
          "logging",
          "vitals");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.sonde");

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages("io.sonde");

  @Test
  void thereIsSomethingToGuard() {
    for (String name : ORDER) {
      assertThat(MAIN.stream().anyMatch(c -> c.getPackageName().equals("io.sonde." + name)))
          .as(name)
          .isTrue();
    }
    assertThat(TESTS.contain(ArchitectureTest.class)).isTrue();
    assertThat(MAIN.contain(ArchitectureTest.class)).isFalse();
  }

  static Stream<Arguments> packages() {
    var all = new ArrayList<Arguments>();
    for (int i = 0; i < ORDER.size(); i++) {
      all.add(Arguments.of(ORDER.get(i), ORDER.subList(0, i)));
    }
    all.add(Arguments.of("simulation", List.of("yaml", "targets", "config", "metrics")));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageImportsOnlyWhatStandsBeforeIt(String name, List<String> before) {
    var allowed = Stream.concat(Stream.of(name), before.stream()).map(n -> "io.sonde." + n + "..");
    DescribedPredicate<JavaClass> others =
        resideInAPackage("io.sonde..")
            .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(String[]::new))));
    noClasses()
        .that()
        .resideInAPackage("io.sonde." + name + "..")
        .should()
        .dependOnClassesThat(others)
        .check(MAIN);
  }

  /** Main alone starts the command line, which stands above everything else. */
  @Test
  void nothingDependsOnTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sonde.cli")
        .and()
        .doNotBelongToAnyOf(Main.class)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.sonde.cli..")
        .check(MAIN);
    assertThat(MAIN.containPackage("io.sonde.cli")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc", "http", "jmx"})
  void aKindIsKnownToTheListOfKindsAlone(String kind) {
    String room = "io.sonde.targets." + kind + "..";
    noClasses()
        .that()
        .resideInAPackage("io.sonde.*..")
        .and()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(room)
        .check(MAIN);
  }

  /** The wire protocol of JMX knows nothing of what is above it, which sees one class of it. */
  @Test
  void jmxOverRmiStandsBehindOneClass() {
    String rmi = "io.sonde.targets.jmx.rmi";
    noClasses()
        .that()
        .resideInAPackage(rmi)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.sonde..")
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(rmi, "io.sonde.targets", "io.sonde.yaml"))))
        .check(MAIN);
    assertThat(MAIN)
        .filteredOn(c -> c.getPackageName().equals(rmi) && c.isTopLevelClass())
        .filteredOn(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
        .extracting(JavaClass::getSimpleName)
        .containsExactly("RmiSession");
  }

  /** Whoever reads a configuration knows its records, never the way from YAML to them. */
  @ParameterizedTest
  @ValueSource(strings = {"io.sonde.config", "io.sonde.config.lint", "io.sonde.config.helidon"})
  void theLoaderOfTheConfigurationStandsAboveItsRecords(String below) {
    noClasses()
        .that()
        .resideInAPackage(below)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.sonde.config.load..")
        .check(MAIN);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.sonde.(*)..").should().beFreeOfCycles().check(MAIN);
    slices().matching("io.sonde.collection.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  /** Runs, their schedule and their journal serve collections alone, and know nothing of them. */
  @Test
  void howACollectionRunsIsKnownToCollectionsAlone() {
    String[] parts = {
      "io.sonde.collection.run", "io.sonde.collection.schedule", "io.sonde.collection.journal"
    };
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sonde.collection..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(parts)
        .check(MAIN);
    noClasses()
        .that()
        .resideInAnyPackage(parts)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.sonde.collection", "io.sonde.collection.status")
        .check(MAIN);
  }

  /** io.sonde itself opens and closes the one registry; all else goes through metrics. */
  @Test
  void helidonsMetersStayInTheirPackage() {
    noClasses()
        .that()
        .resideInAPackage("io.sonde.*..")
        .and()
        .resideOutsideOfPackage("io.sonde.metrics")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.helidon.metrics..", "io.micrometer..", "io.prometheus.client..")
        .check(MAIN);
  }

  @Test
  void theExpositionKnowsNoServer() {
    noClasses()
        .that()
        .resideInAPackage("io.sonde.exposition..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.helidon..")
        .check(MAIN);
  }

  @Test
  void theCommandLineAloneWritesToStandardStreams() {
    noClasses().that().resideInAPackage("io.sonde.*..").should(ACCESS_STANDARD_STREAMS).check(MAIN);
  }

  @Test
  void staticsDoNotChange() {
    fields().that().areStatic().should().beFinal().check(MAIN);
  }

  /** Targets take what their sources give: a date of JMX or JDBC too. */
  @Test
  void timeIsJavaTime() {
    for (JavaClasses classes : List.of(MAIN, TESTS)) {
      noClasses()
          .that()
          .resideOutsideOfPackage("io.sonde.targets..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Date")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Calendar")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.text.SimpleDateFormat")
          .check(classes);
    }
  }

  @Test
  void testsDoNotSleep() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sonde.bench") // a bench watches time pass
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .check(TESTS);
  }

  @Test
  void everyPackageSaysWhatMayBeNull() {
    classes()
        .should(
            be(
                DescribedPredicate.describe(
                    "in a @NullMarked package",
                    c -> c.getPackage().isAnnotatedWith(NullMarked.class))))
        .check(MAIN);
  }
}
