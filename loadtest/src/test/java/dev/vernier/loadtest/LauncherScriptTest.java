package dev.vernier.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's archive of classes, with a JDK that writes down how it was called. */
class LauncherScriptTest {
    private static final String ARCHIVES = "echo classes >\"${option#*=}\"";

    @TempDir
    private Path home;

    @BeforeEach
    void aBuiltCheckout() throws IOException {
        Path launcher = Files.copy(Path.of("..", "vernier"), home.resolve("vernier"));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        for (String module : List.of("compressor", "server", "loadtest")) {
            Files.createDirectories(home.resolve(module + "/src/main"));
            Files.writeString(home.resolve(module + "/pom.xml"), "<project/>");
            Files.createDirectories(home.resolve(module + "/target/lib"));
            age(Files.writeString(jar(module), "jar"), 0);
        }
        jdk("17.0.15", ARCHIVES);
    }

    @Test
    void makesTheArchiveOnceAndMapsIt() throws Exception {
        serve();
        serve();

        assertThat(calls())
                .satisfiesExactly(
                        made -> assertThat(made).contains("-XX:ArchiveClassesAtExit=", " rehearse"),
                        served -> assertThat(served).contains(mapping("SharedArchiveFile"), " serve"),
                        served -> assertThat(served).contains(mapping("SharedArchiveFile"), " serve"));
    }

    @Test
    void aNewJdkHasACacheOfItsOwnKind() throws Exception {
        jdk("25.0.3", ARCHIVES);
        serve();

        assertThat(calls())
                .satisfiesExactly(
                        made -> assertThat(made).contains("-XX:AOTCacheOutput="),
                        served -> assertThat(served).contains(mapping("AOTCache")));
    }

    @Test
    void aTornArchiveIsMadeAnew() throws Exception {
        serve();
        Files.writeString(archive(), "cla");
        serve();

        assertThat(calls()).hasSize(4);
        assertThat(archive()).hasContent("classes");
    }

    @Test
    void otherJarsAndOtherOptionsNeedAnotherArchive() throws Exception {
        serve();
        age(jar("server"), 60);
        serve();
        run("serve", "VERNIER_JAVA_OPTS", "-XX:+UseZGC");

        assertThat(calls()).filteredOn(call -> call.contains("rehearse")).hasSize(3);
    }

    @Test
    void servesWithoutAnArchiveWhereTheJdkMakesNoneAndTriesOnce() throws Exception {
        jdk("17.0.15", "exit 1");
        serve();
        serve();

        assertThat(calls()).filteredOn(call -> call.contains("rehearse")).hasSize(1);
        assertThat(calls())
                .filteredOn(call -> call.contains(" serve"))
                .hasSize(2)
                .noneMatch(this::isMapped);
    }

    @Test
    void servesWithoutAnArchiveWhereNothingCanBeWritten() throws Exception {
        Files.writeString(home.resolve("target"), "in the way");
        serve();

        assertThat(calls())
                .singleElement()
                .satisfies(call -> assertThat(isMapped(call)).isFalse());
    }

    @Test
    void servesWithoutAnArchiveWhenToldSo() throws Exception {
        run("serve", "VERNIER_CLASS_ARCHIVE", "off");
        run("compress", "ANY", "");

        assertThat(calls()).hasSize(2).noneMatch(this::isMapped);
    }

    private boolean isMapped(String call) {
        return call.contains("-Dvernier.class-archive=");
    }

    private String mapping(String option) throws IOException {
        return "-XX:" + option + "=" + archive() + " -Dvernier.class-archive=" + archive() + " ";
    }

    private Path archive() throws IOException {
        try (Stream<Path> archives = Files.list(home.resolve("target/class-archive"))) {
            List<Path> all = archives.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private Path jar(String module) {
        return home.resolve(module + "/target/vernier-" + module + ".jar");
    }

    private static void age(Path file, long seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    private void jdk(String version, String onArchive) throws IOException {
        Path bin = Files.createDirectories(home.resolve("jdk/bin"));
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
        for (String tool : List.of("java", "javac")) {
            Path file = Files.writeString(bin.resolve(tool), java(onArchive));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(home.resolve("calls"));
    }

    private void serve() throws Exception {
        run("serve", "ANY", "");
    }

    private void run(String verb, String variable, String value) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("vernier").toString(), verb).redirectErrorStream(true);
        builder.environment().put("VERNIER_JDK", home.resolve("jdk").toString());
        builder.environment().remove("VERNIER_JAVA_OPTS");
        builder.environment().put(variable, value);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    private String java(String onArchive) {
        return """
                #!/bin/sh
                echo "$*" >>"%1$s/calls"
                for option; do
                  case $option in -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) %2$s ;; esac
                done
                """.formatted(home, onArchive);
    }
}
