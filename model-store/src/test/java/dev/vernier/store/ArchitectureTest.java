package dev.vernier.store;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses STORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.vernier.store");

    @Test
    void knowsNoServerNoPolicyAndNoWireProtocol() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "io.grpc..",
                        "io.netty..",
                        "com.google.protobuf..",
                        "dev.vernier.policy..",
                        "dev.vernier.server..",
                        "dev.vernier.compressor..",
                        "dev.vernier.loadtest..")
                .check(STORE);
    }

    @Test
    void keepsOnnxRuntimeBehindTheSession() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.vernier\\.store\\.(Onnx\\w*|Bindings|NativeLibrary)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(STORE);
    }

    @Test
    void measuresWithoutKnowingTheStore() {
        noClasses()
                .that()
                .resideInAPackage("dev.vernier.store.measure")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.vernier..").and(not(resideInAPackage("..store.measure"))))
                .check(STORE);
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("dev.vernier.store.(*)..").should().beFreeOfCycles().check(STORE);
    }

    @Test
    void namesThingsByWhatTheyAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Base|Data|Info|Common|Service|Dto)(\\$.*)?")
                .check(STORE);
    }

    /** The tokenizer's buffers of characters and tokens are apart: its loops read their arrays. */
    @Test
    void sharesNoMutableField() {
        fields().that()
                .areNotPrivate()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("dev.vernier.store.tokenizer")
                .should()
                .beFinal()
                .check(STORE);
    }
}
