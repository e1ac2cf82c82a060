package dev.vernier.compressor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String GENERATED = "dev.vernier.compressor.onnx..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.vernier.compressor");

    @Test
    void onlyTheReaderAndTheWriterKnowTheFileFormat() {
        noClasses()
                .that()
                .resideOutsideOfPackage(GENERATED)
                .and()
                .haveNameNotMatching(".*\\.graph\\.(OnnxReader|WeightReader|OnnxWriter|ExternalWeights)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(GENERATED)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("com.google.protobuf..")
                .check(CLASSES);
    }

    @Test
    void graphsAndPassesDoNotKnowTheRuntime() {
        noClasses()
                .that()
                .resideInAnyPackage("..graph..", "..passes..", "..head..", "..corpus..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.vernier.compressor.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void noClassHasANameThatSaysNothing() {
        noClasses()
                .that()
                .resideOutsideOfPackage(GENERATED)
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveNameMatching(".*(Helper|Utils?|Impl|Base|Data|Info|Common|Dto|Service)")
                .check(CLASSES);
    }

    @Test
    void fieldsThatOthersSeeAreFinal() {
        fields().that()
                .areNotPrivate()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(GENERATED)
                .should()
                .beFinal()
                .check(CLASSES);
    }
}
