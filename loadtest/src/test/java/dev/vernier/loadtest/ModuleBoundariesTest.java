package dev.vernier.loadtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ModuleBoundariesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.vernier.loadtest");

    @Test
    void neverDependsOnTheServerOrTheCompressor() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vernier.server..", "dev.vernier.compressor..")
                .check(CLASSES);
    }

    @Test
    void vertxIsOnlyForTheEcho() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Echo")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(CLASSES);
    }

    @Test
    void onnxRuntimeIsOnlyForTheCeiling() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..ceiling..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CLASSES);
    }

    @Test
    void reportsKnowNothingOfHowWasMeasured() {
        noClasses()
                .that()
                .resideInAPackage("..report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..loadtest.load..",
                        "..loadtest.stage..",
                        "..loadtest.demo..",
                        "..loadtest.bench..",
                        "io.grpc..",
                        "dev.vernier.proto..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.vernier.loadtest.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void noClassHasANameThatSaysNothing() {
        classes()
                .should()
                .haveNameNotMatching(".*(Impl|Util|Utils|Helper|Manager|Service|Dto|Base|Data|Info|Common)(\\$.*)?")
                .check(CLASSES);
    }

    @Test
    void fieldsThatOthersSeeAreFinal() {
        fields().that()
                .doNotHaveModifier(JavaModifier.PRIVATE)
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .beFinal()
                .check(CLASSES);
    }
}
