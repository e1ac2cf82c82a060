package dev.vernier.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.vernier.policy");

    @Test
    void dependsOnTheJdkAndJspecifyAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.vernier.policy..")
                .check(CLASSES);
    }

    @Test
    void readsNoClock() {
        noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, java.time.Instant.class)
                .check(CLASSES);
    }

    @Test
    void startsNoThreadAndLogsNothing() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.util.logging..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class)
                .check(CLASSES);
    }

    @Test
    void privateStateIsTheOnlyMutableOneButInTicketsAndConditions() {
        fields().that()
                .areNotPrivate()
                .and()
                .areDeclaredInClassesThat()
                .doNotBelongToAnyOf(Ticket.class, Conditions.class)
                .should()
                .beFinal()
                .check(CLASSES);
    }
}
