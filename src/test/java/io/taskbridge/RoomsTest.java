package io.taskbridge;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The rooms and their doors. A room is a package under {@code io.taskbridge}; what it may know is
 * written down here and nowhere else. No rule passes on an empty room: ArchUnit fails a rule that
 * finds no classes, and {@code everyRoomIsThere} looks for the classes by itself.
 */
@AnalyzeClasses(packages = RoomsTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  static final String ROOT = "io.taskbridge";

  private static final List<String> ROOMS =
      List.of(
          "task",
          "ledger",
          "publication",
          "submission",
          "polling",
          "toolcall",
          "command",
          "taskapi",
          "attachment",
          "kafka",
          "console",
          "app",
          "cli");

  private static final String[] MESSAGING = {
    "org.apache.kafka..", "io.smallrye.reactive.messaging..", "org.eclipse.microprofile.reactive.."
  };

  /** The few types of Kafka's that are named while the bridge is put together. */
  private static final Map<String, Set<String>> MESSAGING_IN_APP =
      Map.of(
          ROOT + ".app.KafkaWiring",
          Set.of("io.smallrye.reactive.messaging.kafka.KafkaClientService"),
          ROOT + ".app.Startup",
          Set.of("org.apache.kafka.clients.admin.Admin"));

  @ArchTest static final ArchRule taskKnowsOnlyJava = knowsOnlyJavaAnd("task");

  @ArchTest static final ArchRule ledgerKnowsTheTask = knowsOnlyJavaAnd("ledger", "task");

  @ArchTest
  static final ArchRule publicationKnowsTheLedger =
      knowsOnlyJavaAnd("publication", "task", "ledger");

  @ArchTest
  static final ArchRule submissionKnowsNoOtherFlow =
      knowsOnlyJavaAnd("submission", "task", "ledger", "publication");

  @ArchTest
  static final ArchRule pollingKnowsNoOtherFlow =
      knowsOnlyJavaAnd("polling", "task", "ledger", "publication");

  @ArchTest
  static final ArchRule toolcallKnowsNoOtherFlow =
      knowsOnlyJavaAnd("toolcall", "task", "ledger", "publication");

  @ArchTest
  static final ArchRule commandKnowsNoOtherFlow =
      knowsOnlyJavaAnd("command", "task", "ledger", "publication");

  @ArchTest static final ArchRule theHttpEdgeKnowsTheTask = knowsOfOurs("taskapi", "task");

  @ArchTest static final ArchRule theFetchingEdgeKnowsTheTask = knowsOfOurs("attachment", "task");

  @ArchTest
  static final ArchRule theKafkaEdgeKnowsTheFlows =
      knowsOfOurs(
          "kafka", "task", "ledger", "publication", "submission", "polling", "toolcall", "command");

  @ArchTest
  static final ArchRule theConsoleKnowsWhatIsPublished =
      knowsOfOurs("console", "task", "ledger", "publication");

  @ArchTest
  static final ArchRule nobodyKnowsTheAppButTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackages(room("app"), room("cli"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(room("app"));

  @ArchTest
  static final ArchRule theCommandLineRunsNoBridge =
      knowsOfOurs("cli", "task", "taskapi", "kafka", "app");

  @ArchTest
  static final ArchRule nobodyKnowsTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackages(room("cli"), room("sandbox"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(room("cli"));

  @ArchTest
  static final ArchRule nobodyKnowsTheSandbox =
      noClasses()
          .that()
          .resideOutsideOfPackage(room("sandbox"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(room("sandbox"))
          .because("a default jar holds nothing of the sandbox");

  @ArchTest
  static final ArchRule theBridgeSpeaksKafkaInOneRoom =
      noClasses()
          .that()
          .resideOutsideOfPackages(room("kafka"), room("app"), room("cli"), room("sandbox"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MESSAGING);

  @ArchTest
  static void theAppNamesKafkaOnlyToWireIt(JavaClasses classes) {
    Map<String, Set<String>> named = new TreeMap<>();
    for (JavaClass each : classes.that(resideInAPackage(room("app")))) {
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass();
        if (resideInAnyPackage(MESSAGING).test(target)) {
          named.computeIfAbsent(topLevel(each), name -> new TreeSet<>()).add(target.getName());
        }
      }
    }
    assertThat(named).isEqualTo(MESSAGING_IN_APP);
  }

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingIsInjectedIntoFields =
      noFields()
          .should()
          .beAnnotatedWith("jakarta.inject.Inject")
          .orShould()
          .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
          .orShould()
          .beAnnotatedWith("org.eclipse.microprofile.rest.client.inject.RestClient")
          .because("what a class needs is in its constructor");

  @ArchTest
  static void everyRoomIsThere(JavaClasses classes) {
    for (String room : ROOMS) {
      assertThat(classes.that(resideInAPackage(room(room))))
          .describedAs("classes of the room %s", room)
          .isNotEmpty();
      assertThat(Path.of("src/main/java/io/taskbridge", room, "package-info.java"))
          .describedAs("what flows in and out of the room %s", room)
          .isRegularFile();
    }
  }

  @ArchTest
  static void nothingStandsOutsideOfTheRooms(JavaClasses classes) {
    String[] rooms = ROOMS.stream().map(RoomsTest::room).toArray(String[]::new);
    assertThat(classes.that(not(resideInAnyPackage(rooms)))).isEmpty();
  }

  /** For the rooms that hold rules and flows: no library at all, and these rooms only. */
  private static ArchRule knowsOnlyJavaAnd(String room, String... others) {
    return classes()
        .that()
        .resideInAPackage(room(room))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Stream.concat(
                    Stream.of("java..", room(room)), Arrays.stream(others).map(RoomsTest::room))
                .toArray(String[]::new));
  }

  /** For the edges: any library that no other rule forbids, and these rooms only. */
  private static ArchRule knowsOfOurs(String room, String... others) {
    Set<String> known = Set.of(others);
    String[] strangers =
        ROOMS.stream()
            .filter(each -> !each.equals(room) && !known.contains(each))
            .map(RoomsTest::room)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(room(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(strangers);
  }

  private static String room(String name) {
    return ROOT + "." + name + "..";
  }

  private static String topLevel(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }
}
