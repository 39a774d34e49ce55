package io.headwater.acceptance;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

/** The rule of dependence, as ARCHITECTURE.md states it. */
@AnalyzeClasses(packages = "io.headwater", importOptions = DoNotIncludeTests.class)
final class DependenceTest {
    @ArchTest
    static final ArchRule coreIsTheJdkAndNothingElse = classes()
            .that()
            .resideInAPackage("io.headwater.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.headwater.core..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule wireSeesNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("io.headwater.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.headwater.core..", "io.headwater.server..", "io.headwater.cli..", "io.headwater.launcher..");

    @ArchTest
    static final ArchRule theCommandLineSeesNoServer = noClasses()
            .that()
            .resideInAPackage("io.headwater.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.headwater.core..", "io.headwater.server..", "io.headwater.launcher..");

    @ArchTest
    static final ArchRule theCommandLineSeesOfTheLibraryHowToReachAServer = noClasses()
            .that()
            .resideInAPackage("io.headwater.cli..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.headwater.client..")
                    .and(resideOutsideOfPackage("io.headwater.client.connection")));

    @ArchTest
    static final ArchRule theLibrarySeesTheProtocolsAndNothingElseOfOurs = noClasses()
            .that()
            .resideInAPackage("io.headwater.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.headwater.core..",
                    "io.headwater.server..",
                    "io.headwater.cli..",
                    "io.headwater.launcher..",
                    "io.headwater.testkit..");

    @ArchTest
    static final ArchRule theLibrarysApiShowsNothingOfItsInside = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAnyPackage("io.headwater.client", "io.headwater.client.agent", "io.headwater.client.connection")
            .should()
            .notHaveRawReturnType(resideInAPackage("io.headwater.client.internal.."))
            .andShould()
            .notHaveRawParameterTypes(anyElementThat(resideInAPackage("io.headwater.client.internal..")));

    @ArchTest
    static final ArchRule adaptersAndExamplesSeeTheLibrarysApiAndNothingElseOfOurs = noClasses()
            .that()
            .resideInAnyPackage("io.headwater.adapters..", "io.headwater.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.headwater.core..",
                    "io.headwater.wire..",
                    "io.headwater.server..",
                    "io.headwater.cli..",
                    "io.headwater.launcher..",
                    "io.headwater.testkit..",
                    "io.headwater.client.internal..");

    @ArchTest
    static final ArchRule theServerIsSeenByTheLauncherAndTheTestkitAlone = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.headwater.server..",
                    "io.headwater.launcher..",
                    "io.headwater.bench..",
                    "io.headwater.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.headwater.server..");

    @ArchTest
    static final ArchRule timeAndChanceComeIntoCoreByConstructor = noClasses()
            .that()
            .resideInAPackage("io.headwater.core..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callConstructor(Random.class);

    @ArchTest
    static final ArchRule noPackagesGoRoundInCoreAndServer =
            slices().matching("io.headwater.(core|server).(*)..").should().beFreeOfCycles();
}
