package dev.vernier.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.vernier.server");

    /** What a request runs through; a lane parks in {@link Dispatcher#take} and nowhere else. */
    private static final Set<Class<?>> HOT = Set.of(
            InferencePipeline.class,
            Dispatcher.class,
            Executions.class,
            Lane.class,
            LaneMemory.class,
            Batch.class,
            Permit.class,
            Deliveries.class,
            ModelMeters.class);

    private static final Set<String> BLOCKING = Set.of(
            "java.lang.Thread.sleep",
            "java.lang.Object.wait",
            "java.util.concurrent.Future.get",
            "java.util.concurrent.CompletableFuture.get",
            "java.util.concurrent.CompletableFuture.join",
            "java.util.concurrent.CountDownLatch.await",
            "java.util.concurrent.Semaphore.acquire",
            "java.util.concurrent.BlockingQueue.take",
            "java.util.concurrent.BlockingQueue.put");

    private static final Pattern BANNED =
            Pattern.compile(".*(Manager|Helper|Utils?|Impl|Service|Dto|Base|Data|Info|Common)");

    @Test
    void theHotClassesCallNothingThatBlocks() {
        noClasses()
                .that(areHot())
                .should()
                .callMethodWhere(new DescribedPredicate<>("it blocks") {
                    @Override
                    public boolean test(JavaMethodCall call) {
                        return BLOCKING.contains(call.getTargetOwner().getName() + "." + call.getName());
                    }
                })
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..")
                .check(CLASSES);
    }

    @Test
    void theHotClassesLookUpNoMeter() {
        noClasses()
                .that(areHot())
                .should()
                .dependOnClassesThat()
                .haveSimpleName("MeterRegistry")
                .check(CLASSES);
    }

    @Test
    void wireProtocolsStayInTheirPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..grpc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vernier.proto..", "com.google.protobuf..", "io.grpc..", "io.vertx.grpc..")
                .check(CLASSES);
    }

    @Test
    void theEngineStaysInTheStore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..", "ai.djl..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.vernier.server.(*)..").should().beFreeOfCycles().check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("..config..", "..request..", "..grpc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.vernier.server")
                .check(CLASSES);
    }

    @Test
    void mutableStateIsPrivate() {
        fields().that().areNotPrivate().should().beFinal().check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        classes().should().haveNameNotMatching(BANNED.pattern()).check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> areHot() {
        return new DescribedPredicate<>("are hot") {
            @Override
            public boolean test(JavaClass candidate) {
                return HOT.stream().anyMatch(hot -> candidate.isEquivalentTo(hot));
            }
        };
    }
}
